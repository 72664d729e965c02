// SPDX-License-Identifier: MIT
// anonshm: what this machine can do for anonymous shared memory.

#include "compare.h"
#include "header_command.h"
#include "query.h"
#include "render.h"
#include "text.h"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <stdexcept>

#if defined _WIN32
# include <io.h>
# define isatty _isatty
#else
# include <unistd.h>
#endif

using namespace anonshm_tool;

namespace {

const char usage[] =
    "usage: anonshm report  [--format text|json|markdown|html] [--input FILE] [--emulated]\n"
    "       anonshm methods [--format text|json|markdown|html]\n"
    "       anonshm compare A.json B.json\n"
    "       anonshm header  [--prefix PREFIX] [--language C|CXX] [-o FILE]\n"
    "       anonshm --help | --version\n"
    "\n"
    "report   probes this machine and shows the results, with those about the toolchain of\n"
    "         the time when this program was built; --input shows a report from a file\n"
    "         instead; --emulated labels what runs as evidence about an emulator\n"
    "methods  calls shm_open_anon(), tries each method of creating the object, and reports\n"
    "         which one served\n"
    "compare  shows two reports side by side, as far as they differ: in the value of a fact\n"
    "         (unknown is a value too), in whether a method serves if both have tried it, or\n"
    "         in the chain. Free space, system and toolchain are shown too, but do not\n"
    "         count; evidence alone is no difference\n"
    "header   prints the config header that anonshm_probe() writes, for projects whose build "
    "is\n"
    "         not CMake's. CMake 3.20 or newer on PATH asks the compiler that CC or CXX "
    "names,\n"
    "         with CFLAGS or CXXFLAGS and LDFLAGS. PREFIX is that of the macros (ANONSHM_)\n"
    "\n"
    "A FILE that is - is standard input. --option=value is --option value, and -- ends the\n"
    "options. No report has names of users or hosts: their directories are ~, $TMPDIR or\n"
    "$XDG_RUNTIME_DIR there.\n"
    "\n"
    "Exit status: 0 done; 1 nothing serves, the reports differ, or the machine or the\n"
    "compiler could not be asked (standard error says what could not); 2 wrong usage or "
    "input.\n";

enum exit_status { done = 0, nothing_serves = 1, differ = 1, not_asked = 1, wrong_usage = 2 };

struct usage_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct options {
    std::string command;
    std::string format = "text";
    std::string input;
    bool emulated = false;
    bool help = false;
    header_request header;
    std::vector<std::string> files;
};

// --option=value as two words, up to the word that ends the options.
std::vector<std::string> split_words(const std::vector<std::string> &words) {
    std::vector<std::string> split;
    bool options_may_follow = true;
    for (const std::string &word : words) {
        const size_t equals = word.find('=');
        options_may_follow = options_may_follow && word != "--";
        if (options_may_follow && word.compare(0, 2, "--") == 0 &&
            equals != std::string::npos) {
            split.push_back(word.substr(0, equals));
            split.push_back(word.substr(equals + 1));
        } else {
            split.push_back(word);
        }
    }
    return split;
}

std::string value_of(const std::vector<std::string> &words, size_t &i) {
    if (i + 1 == words.size())
        throw usage_error(words[i] + " needs a value");
    return words[++i];
}

bool is_option(const std::string &word) {
    return word.size() > 1 && word[0] == '-';
}

bool read_header_option(options &o, const std::vector<std::string> &words, size_t &i) {
    std::string *value = nullptr;
    if (words[i] == "--prefix")
        value = &o.header.prefix;
    else if (words[i] == "--language")
        value = &o.header.language;
    else if (words[i] == "-o" || words[i] == "--output")
        value = &o.header.output;
    if (o.command != "header" || !value)
        return false;
    *value = value_of(words, i);
    return true;
}

bool takes_format(const std::string &command) {
    return command == "report" || command == "methods";
}

options read_options(const std::vector<std::string> &words) {
    options o;
    if (words.empty())
        throw usage_error("a command is missing: report, methods, compare or header");
    o.command = words[0];
    bool ended = false;
    for (size_t i = 1; i < words.size(); i++) {
        const std::string &word = words[i];
        if (!ended && word == "--")
            ended = true;
        else if (!ended && (word == "--help" || word == "-h"))
            o.help = true;
        else if (!ended && read_header_option(o, words, i))
            continue;
        else if (!ended && word == "--format" && takes_format(o.command))
            o.format = value_of(words, i);
        else if (!ended && word == "--input" && o.command == "report")
            o.input = value_of(words, i);
        else if (!ended && word == "--emulated" && o.command == "report")
            o.emulated = true;
        else if ((ended || !is_option(word)) && o.command == "compare")
            o.files.push_back(word);
        else
            throw usage_error("anonshm " + o.command + " does not take " + word);
    }
    return o;
}

// Colour on a terminal, unless it is refused (https://no-color.org) or the terminal has none.
bool wants_colour() {
    const char *const refused = std::getenv("NO_COLOR");
    const char *const terminal = std::getenv("TERM");
    return (!refused || *refused == '\0') &&
           (!terminal || std::strcmp(terminal, "dumb") != 0) && isatty(fileno(stdout));
}

void print(const std::string &text) {
    if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0)
        throw std::runtime_error("standard output cannot be written");
}

void print(const report &r, part what, const std::string &format) {
    std::string text;
    if (format == "text")
        text = render_text(r, what, wants_colour());
    else if (format == "json")
        text = render_json(r, what);
    else if (format == "markdown")
        text = render_markdown(r, what);
    else
        text = render_html(r, what);
    print(text);
}

int show(const std::string &text) {
    print(text);
    return done;
}

// A report whose questions could not all be asked is printed all the same.
int show_machine(const options &o, part what) {
    report r = built_in_report();
    const query_result asked = query_machine(r, what, o.emulated);
    print(r, what, o.format);
    for (const std::string &sentence : asked.complaints)
        std::fprintf(stderr, "anonshm: %s\n", printable(sentence).c_str());
    if (!asked.complete || r.served.is == json::kind::null)
        return not_asked;
    return r.served["error"].is == json::kind::null ? done : nothing_serves;
}

int show_report(const options &o) {
    if (o.input.empty())
        return show_machine(o, part::report);
    print(read_report_file(o.input), part::report, o.format);
    return done;
}

int compare(const options &o) {
    if (o.files.size() != 2)
        throw usage_error("anonshm compare takes two reports");
    const report a = read_report_file(o.files[0]), b = read_report_file(o.files[1]);
    const differences found = compare_reports(a, b);
    if (!found.text.empty())
        print("A  " + printable(o.files[0]) + "\nB  " + printable(o.files[1]) + "\n" +
              found.text);
    return found.count == 0 ? done : differ;
}

int header(const options &o, const char *called) {
    if (!is_prefix(o.header.prefix))
        throw usage_error("no name of a macro begins with " + o.header.prefix);
    if (o.header.language != "C" && o.header.language != "CXX")
        throw usage_error("no such language: " + o.header.language + "; there are C CXX");
    try {
        write_header(o.header, called);
    } catch (const std::runtime_error &error) { // lines of cmake, which are as they are
        std::fprintf(stderr, "anonshm: %s\n", error.what());
        return not_asked;
    }
    return done;
}

bool is_one_of(const std::string &word, std::initializer_list<const char *> words) {
    for (const char *one : words)
        if (word == one)
            return true;
    return false;
}

int run(const options &o, const char *called) {
    if (!is_one_of(o.command, {"report", "methods", "compare", "header"}))
        throw usage_error("no such command: " + o.command);
    if (o.help)
        return show(usage);
    if (!is_one_of(o.format, {"text", "json", "markdown", "html"}))
        throw usage_error("no such format: " + o.format +
                          "; there are text json markdown html");
    if (o.command == "report")
        return show_report(o);
    if (o.command == "methods")
        return show_machine(o, part::methods);
    if (o.command == "header")
        return header(o, called);
    return compare(o);
}

} // namespace

int main(int argc, char **argv) {
    // A caller may pass not even a name (execve(2)).
    const std::vector<std::string> words =
        split_words({argv + (argc > 0 ? 1 : 0), argv + argc});
    try {
        if (!words.empty() && (words[0] == "--help" || words[0] == "-h"))
            return show(usage);
        if (!words.empty() && words[0] == "--version")
            return show("anonshm " ANONSHM_VERSION "\n");
        return run(read_options(words), argc > 0 ? argv[0] : "anonshm");
    } catch (const usage_error &error) {
        std::fprintf(stderr, "anonshm: %s\n%s", printable(error.what()).c_str(), usage);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "anonshm: %s\n", printable(error.what()).c_str());
    }
    return wrong_usage;
}
