// anonshm: what this machine can do for anonymous shared memory.

#include "compare.h"
#include "query.h"
#include "render.h"
#include "text.h"

#include <cstdio>
#include <cstdlib>
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
    "       anonshm --help | --version\n"
    "\n"
    "report   probes this machine and shows the results, with those about the toolchain of\n"
    "         the time when this program was built; --input shows a report from a file\n"
    "         instead; --emulated labels what runs as evidence about an emulator\n"
    "methods  tries each method of creating the object, and reports which one serves\n"
    "compare  shows two reports side by side, as far as they differ: in the value of a fact\n"
    "         (unknown is a value too), in whether a method serves if both have tried it, or\n"
    "         in the chain. Free space, system and toolchain are shown too, but do not\n"
    "         count; evidence alone is no difference\n"
    "\n"
    "Exit status: 0 done, 1 nothing serves or the reports differ, 2 wrong usage or input.\n";

enum exit_status { done = 0, nothing_serves = 1, differ = 1, wrong_usage = 2 };

struct usage_error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct options {
    std::string command;
    std::string format = "text";
    std::string input;
    bool emulated = false;
    std::vector<std::string> files;
};

std::string value_of(const std::vector<std::string> &words, size_t &i) {
    if (i + 1 == words.size())
        throw usage_error(words[i] + " needs a value");
    return words[++i];
}

options read_options(const std::vector<std::string> &words) {
    options o;
    if (words.empty())
        throw usage_error("a command is missing: report, methods or compare");
    o.command = words[0];
    for (size_t i = 1; i < words.size(); i++) {
        if (words[i] == "--format" && o.command != "compare")
            o.format = value_of(words, i);
        else if (words[i] == "--input" && o.command == "report")
            o.input = value_of(words, i);
        else if (words[i] == "--emulated" && o.command == "report")
            o.emulated = true;
        else if (words[i][0] != '-' && o.command == "compare")
            o.files.push_back(words[i]);
        else
            throw usage_error("anonshm " + o.command + " does not take " + words[i]);
    }
    return o;
}

// Colour on a terminal, unless it is refused (https://no-color.org).
bool wants_colour() {
    const char *const refused = std::getenv("NO_COLOR");
    return (!refused || *refused == '\0') && isatty(fileno(stdout));
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

int show_report(const options &o) {
    report r = o.input.empty() ? built_in_report() : read_report_file(o.input);
    if (o.input.empty())
        query_machine(r, o.emulated);
    print(r, part::report, o.format);
    return o.input.empty() && serving_method(r).empty() ? nothing_serves : done;
}

int show_methods(const options &o) {
    report r = built_in_report();
    query_methods(r);
    print(r, part::methods, o.format);
    return serving_method(r).empty() ? nothing_serves : done;
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

int run(const options &o) {
    const std::string formats = " text json markdown html ";
    if (formats.find(" " + o.format + " ") == std::string::npos)
        throw usage_error("no such format: " + o.format + "; there are" + formats);
    if (o.command == "report")
        return show_report(o);
    if (o.command == "methods")
        return show_methods(o);
    if (o.command == "compare")
        return compare(o);
    throw usage_error("no such command: " + o.command);
}

} // namespace

int main(int argc, char **argv) {
    const std::vector<std::string> words(argv + 1, argv + argc);
    try {
        if (!words.empty() && (words[0] == "--help" || words[0] == "-h"))
            return show(usage);
        if (!words.empty() && words[0] == "--version")
            return show("anonshm " ANONSHM_VERSION "\n");
        return run(read_options(words));
    } catch (const usage_error &error) {
        std::fprintf(stderr, "anonshm: %s\n%s", printable(error.what()).c_str(), usage);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "anonshm: %s\n", printable(error.what()).c_str());
    }
    return wrong_usage;
}
