// SPDX-License-Identifier: MIT
// One page that needs nothing but itself.

#include "render.h"

#include "text.h"

namespace anonshm_tool {

namespace {

const char style[] =
    "body{font:15px/1.5 system-ui,sans-serif;max-width:70em;margin:2em auto;padding:0 1em;"
    "color-scheme:light dark}table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;padding:.2em .8em .2em 0;border-bottom:1px solid #8884;"
    "vertical-align:top}td:first-child,dd{font-family:ui-monospace,monospace}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.2em 1em}dd{margin:0}"
    ".yes,.serves,.works{color:#2a7d2e}.no,.refused,.nothing{color:#c0392b}"
    ".unknown,.predicted,.preset,.emulated{color:#b26a00}";

// Coloured by its first word.
std::string cell(const std::string &text) {
    const std::string word = text.substr(0, text.find_first_of(" :,"));
    static const std::string known =
        " yes serves works no refused nothing unknown predicted preset emulated ";
    if (word.empty() || known.find(" " + word + " ") == std::string::npos)
        return in_html(text);
    return "<span class=\"" + word + "\">" + in_html(text) + "</span>";
}

std::string table_of(const section &s) {
    std::string text = "<h2>" + in_html(s.title) + "</h2>\n<table>\n<tr>";
    for (const std::string &title : s.header)
        text += "<th scope=\"col\">" + in_html(title) + "</th>";
    text += "</tr>\n";
    for (const auto &row : s.rows) {
        text += "<tr>";
        for (size_t i = 0; i < row.size(); i++)
            text += "<td>" + (i == 1 || i == 2 ? cell(row[i]) : in_html(row[i])) + "</td>";
        text += "</tr>\n";
    }
    return text + "</table>\n";
}

} // namespace

std::string render_html(const report &r, part what) {
    std::string text = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width\">\n"
                       "<title>anonshm report</title>\n<style>" +
                       std::string(style) + "</style>\n<h1>anonshm report</h1>\n<dl>\n";
    for (const auto &row : head_of(r))
        text += "<dt>" + in_html(row.first) + "</dt><dd>" + cell(row.second) + "</dd>\n";
    text += "</dl>\n";
    for (const section &s : sections_of(r, what))
        text += table_of(s);
    return text + "</html>\n";
}

} // namespace anonshm_tool
