// SPDX-License-Identifier: MIT
// anonshm: what this machine can do for anonymous shared memory.

#include "compare.h"
#include "header_command.h"
#include "options.h"
#include "query.h"
#include "render_json.h"
#include "suggestion.h"
#include "terminal.h"
#include "text.h"

#include <cstdio>
#include <stdexcept>
#include <utility>

using namespace anonshm_tool;

namespace {

void print(const std::string &text) {
    if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0)
        throw std::runtime_error("standard output cannot be written");
}

int show(const std::string &text) {
    print(text);
    return done;
}

void print(const document &d, const request &asked) {
    if (asked.format == "markdown")
        print(render_markdown(d));
    else if (asked.format == "html")
        print(render_html(d));
    else
        print(render_text(d, terminal_width(), wants_colour(asked.colour)));
}

part part_of(const request &asked) {
    return asked.of->name == std::string("methods") ? part::methods
           : asked.brief                            ? part::summary
           : !asked.facts.empty()                   ? part::facts
                                                    : part::report;
}

void print(const report &r, const request &asked) {
    const part what = part_of(asked);
    if (asked.format == "json") {
        print(render_json(r, what));
        return;
    }
    document d = document_of(r, what);
    if (what == part::summary && asked.format == "text")
        d.origin.clear(); // the three lines, and no more
    print(d, asked);
}

// -- Facts that are asked for --------------------------------------------------------------

// An id, or what it is without its argument.
bool is_meant(const std::string &word, const std::string &id) {
    return id == word || id.compare(0, word.size() + 1, word + ":") == 0;
}

bool is_wanted(const fact &f, const std::vector<std::string> &ids) {
    for (const std::string &word : ids)
        if (is_meant(word, f.id))
            return true;
    return false;
}

void check_ids(const report &r, const std::vector<std::string> &ids, const command *about) {
    std::vector<std::string> known;
    known.reserve(r.facts.size());
    for (const fact &f : r.facts)
        known.push_back(f.id);
    for (const std::string &word : ids) {
        bool found = false;
        for (const fact &f : r.facts)
            found = found || is_meant(word, f.id);
        if (!found)
            throw usage_error("no such fact: " + word + did_you_mean(word, known), about);
    }
}

void select_facts(report &r, const request &asked) {
    if (asked.facts.empty())
        return;
    check_ids(r, asked.facts, asked.of);
    std::vector<fact> wanted;
    for (fact &f : r.facts)
        if (is_wanted(f, asked.facts))
            wanted.push_back(std::move(f));
    r.facts = std::move(wanted);
}

// -- Commands ------------------------------------------------------------------------------

// A report whose questions could not all be asked is printed all the same.
int show_machine(const request &asked) {
    const part what = part_of(asked);
    report r = built_in_report();
    if (what != part::methods)
        add_facts_of_machine(r);
    select_facts(r, asked);
    const query_result result = query_machine(r, what, asked.emulated);
    print(r, asked);
    for (const std::string &sentence : result.complaints)
        std::fprintf(stderr, "anonshm: %s\n", printable(sentence).c_str());
    if (what == part::facts)
        return result.complete ? done : not_asked;
    if (!result.complete || r.served.is == json::kind::null)
        return not_asked;
    return r.served["error"].is == json::kind::null ? done : nothing_serves;
}

int show_report(const request &asked) {
    if (asked.input.empty())
        return show_machine(asked);
    report r = read_report_file(asked.input);
    select_facts(r, asked);
    print(r, asked);
    return done;
}

// A text is for people: of no difference there is nothing to read.
int compare(const request &asked) {
    const named_report a = {asked.files[0], read_report_file(asked.files[0])};
    const named_report b = {asked.files[1], read_report_file(asked.files[1])};
    const differences found = compare_reports(a.of, b.of);
    const document d = document_of(a, b, found);
    if (asked.format == "json")
        print(json_of(a, b, found));
    else if (asked.format != "text" || !d.sections.empty())
        print(d, asked);
    return found.count == 0 ? done : differ;
}

int header(const request &asked, const char *called) {
    if (!is_prefix(asked.prefix))
        throw usage_error("no name of a macro begins with " + asked.prefix, asked.of);
    try {
        write_header({asked.prefix, asked.language, asked.output}, called);
    } catch (const std::runtime_error &error) { // lines of cmake, which are as they are
        std::fprintf(stderr, "anonshm: %s\n", error.what());
        return not_asked;
    }
    return done;
}

int run(const std::vector<std::string> &words, const char *called) {
    if (!words.empty() && words[0] == "--complete")
        return show(completions_of({words.begin() + 1, words.end()}));
    const request asked = read_request(words);
    if (asked.help)
        return show(help_on(asked.of, terminal_width()));
    if (asked.version)
        return show("anonshm " ANONSHM_VERSION "\n");
    const std::string name = asked.of->name;
    return name == "report"    ? show_report(asked)
           : name == "methods" ? show_machine(asked)
           : name == "header"  ? header(asked, called)
                               : compare(asked);
}

} // namespace

int main(int argc, char **argv) {
    try {
        // A caller may pass not even a name (execve(2)).
        return run({argv + (argc > 0 ? 1 : 0), argv + argc}, argc > 0 ? argv[0] : "anonshm");
    } catch (const usage_error &error) {
        const std::string name = error.of ? std::string(" ") + error.of->name : "";
        std::fprintf(stderr, "anonshm: %s\n%s\nanonshm%s --help explains it\n",
                     printable(error.what()).c_str(), usage_of(error.of).c_str(), name.c_str());
    } catch (const std::exception &error) {
        std::fprintf(stderr, "anonshm: %s\n", printable(error.what()).c_str());
    }
    return wrong_usage;
}
