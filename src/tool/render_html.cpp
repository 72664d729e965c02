// SPDX-License-Identifier: MIT
// One page that needs nothing but itself.

#include "document.h"

#include "text.h"

#include <unordered_set>

namespace anonshm_tool {

namespace {

// The colours have a contrast of at least 4.5 with what is behind them, in both schemes (WCAG
// 2.2, 1.4.3). On a narrow screen a row becomes a block, and each of its cells has the title of
// its column before it where it would mean nothing without.
const char style[] = R"css(
:root {
  color-scheme: light dark;
  --page: #fff; --text: #1b1f24; --soft: #57606a; --line: #d0d7de; --link: #0550ae;
  --good: #116329; --bad: #b3261e; --doubtful: #7d4e00; --target: #fff3c4;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #14171a; --text: #e6e8eb; --soft: #a3adb8; --line: #3a424b; --link: #8ab4f8;
    --good: #6fd08c; --bad: #ff9a92; --doubtful: #f0b95a; --target: #3d3413;
  }
}
* { box-sizing: border-box; }
body {
  max-width: 72em; margin: 0 auto; padding: 1.5em 1em; overflow-wrap: anywhere;
  font: 16px/1.5 system-ui, sans-serif; background: var(--page); color: var(--text);
}
h1 { font-size: 1.7em; line-height: 1.2; margin: 0 0 .5em; }
h2 { font-size: 1.2em; margin: 2em 0 0; }
a { color: var(--link); }
nav ul { display: flex; flex-wrap: wrap; gap: .3em 1.2em; margin: 1em 0; padding: 0; }
nav li { list-style: none; }
nav a { display: inline-block; padding: .2em 0; }
dl { display: grid; grid-template-columns: 8.5em 1fr; gap: .2em 1.2em; margin: 0 0 1em; }
dt, caption, thead th { color: var(--soft); font-weight: 400; }
dd { margin: 0; grid-column: 2; }
dd span { font-weight: 600; }
table { border-collapse: collapse; width: 100%; }
caption { padding: 0 0 .4em; }
caption, th, td { text-align: left; vertical-align: top; }
th, td { min-width: 6.5em; padding: .3em 1em .3em 0; border-bottom: 1px solid var(--line); }
tbody th { font-weight: 400; white-space: nowrap; }
tr { scroll-margin-top: 4em; }
tr:target { background: var(--target); }
code { font: .9em ui-monospace, monospace; }
th a { text-decoration: none; }
th a:hover, th a:focus { text-decoration: underline; }
.good { color: var(--good); }
.bad { color: var(--bad); font-weight: 600; }
.doubtful { color: var(--doubtful); }
@media (max-width: 48em) {
  dl, table, caption, tbody, tr, tbody th, td { display: block; }
  dt { margin-top: .4em; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { padding: .5em 0; border-bottom: 1px solid var(--line); }
  tbody th { white-space: normal; }
  th, td { min-width: 0; border: 0; padding: 0; }
  td:empty { display: none; }
  td:not(:last-child) { display: inline-block; margin-right: 1em; }
  td[data-title] { display: block; }
  td[data-title]::before {
    content: attr(data-title) ": "; color: var(--soft); font-weight: 400;
  }
}
@media print {
  nav { display: none; }
  tr { break-inside: avoid; }
}
)css";

// What may stand behind the # of an address; of two names it never makes one.
std::string in_anchor(const std::string &name) {
    static const char digits[] = "0123456789ABCDEF";
    std::string safe;
    for (const char c : name) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                           (c >= 'a' && c <= 'z') || c == '_' || c == '-' || c == ':' ||
                           c == '/';
        const auto byte = static_cast<unsigned char>(c);
        safe += plain ? std::string(1, c)
                      : std::string(".") + digits[byte >> 4] + digits[byte & 15];
    }
    return safe;
}

std::string in_tone(const cell &c) {
    const char *const name = c.is == tone::good       ? "good"
                             : c.is == tone::bad      ? "bad"
                             : c.is == tone::doubtful ? "doubtful"
                                                      : nullptr;
    const std::string text = in_html(c.text);
    return name && !text.empty()
               ? "<span class=\"" + std::string(name) + "\">" + text + "</span>"
               : text;
}

std::string list_of(const char *name, const named_cells &cells) {
    std::string text = "<dl class=\"" + std::string(name) + "\">\n", last;
    for (const auto &named : cells) {
        if (named.first != last)
            text += "<dt>" + in_html(named.first) + "</dt>";
        text += "<dd>" + in_tone(named.second) + "</dd>\n";
        last = named.first;
    }
    return cells.empty() ? "" : text + "</dl>\n";
}

// The roles are those of the elements, which lose them where they are shown as blocks. Without
// quotes where HTML needs none.
class page {
public:
    std::string table_of(const section &s) {
        const std::string id = anchor_of(s);
        std::string text = "<h2 id=\"" + id + "\">" + in_html(s.title) +
                           "</h2>\n<table role=table><caption>" + in_html(s.about) +
                           "</caption>\n<thead role=rowgroup><tr role=row>";
        for (const char *const title : s.header)
            text += "<th role=columnheader scope=col>" + in_html(title) + "</th>";
        text += "</tr></thead>\n<tbody role=rowgroup>\n";
        for (const auto &row : s.rows)
            text += row_of(s, row);
        return text + "</tbody></table>\n";
    }

    static std::string anchor_of(const section &s) { return "section-" + in_anchor(s.title); }

private:
    std::unordered_set<std::string> ids;

    // A report may have a method twice.
    std::string row_of(const section &s, const std::vector<cell> &row) {
        const std::string id = s.id + std::string("-") + in_anchor(row[0].text);
        const bool is_new = ids.insert(id).second;
        std::string text = is_new ? "<tr role=row id=\"" + id + "\">" : "<tr role=row>";
        text += "<th role=rowheader scope=row><a href=\"#" + id + "\"><code>" +
                in_html(row[0].text) + "</code></a></th>";
        for (size_t i = 1; i < row.size(); i++)
            text +=
                (s.needs_header ? "<td role=cell data-title=\"" + in_html(s.header[i]) + "\">"
                                : "<td role=cell>") +
                in_tone(row[i]) + "</td>";
        return text + "</tr>\n";
    }
};

std::string contents_of(const document &d) {
    if (d.sections.size() < 2)
        return "";
    std::string text = "<nav aria-label=Contents><ul>\n";
    for (const section &s : d.sections)
        text +=
            "<li><a href=\"#" + page::anchor_of(s) + "\">" + in_html(s.title) + "</a></li>\n";
    return text + "</ul></nav>\n";
}

} // namespace

std::string render_html(const document &d) {
    const std::string title = in_html(d.title);
    std::string text =
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
        "style-src 'unsafe-inline'\">\n"
        "<title>" +
        title + "</title>\n<style>" + style + "</style>\n</head>\n<body>\n<header>\n<h1>" +
        title + "</h1>\n</header>\n" + contents_of(d) + "<main>\n" +
        list_of("summary", d.summary) + list_of("origin", d.origin);
    page whole;
    for (const section &s : d.sections)
        text += whole.table_of(s);
    return text + "</main>\n</body>\n</html>\n";
}

} // namespace anonshm_tool
