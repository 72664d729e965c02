// SPDX-License-Identifier: MIT
#include "option_table.h"

#include "catalogue.h"
#include "text.h"

namespace anonshm_tool {

namespace {

class completer {
public:
    explicit completer(const std::vector<std::string> &words)
        : last(words.empty() ? "" : words.back()) {
        for (size_t i = 0; i + 1 < words.size(); i++)
            read(words[i]);
    }

    std::string complete() {
        const std::string name = name_in(last);
        const option *const o = awaiting ? awaiting : find_option(name);
        if (awaiting)
            add_values(*o, "");
        else if (!ended && o && o->argument && name.size() < last.size())
            add_values(*o, name + "=");
        else if (!ended && last.compare(0, 1, "-") == 0)
            add_options();
        else if (!of)
            add_commands();
        else if (*of->operands)
            found += ":files\n";
        return found;
    }

private:
    const std::string last;
    const command *of = nullptr;
    const option *awaiting = nullptr;
    bool ended = false;
    std::string found;

    void read(const std::string &word) {
        const option *const o = ended || awaiting ? nullptr : find_option(name_in(word));
        if (awaiting)
            awaiting = nullptr;
        else if (!ended && word == "--")
            ended = true;
        else if (o)
            awaiting = o->argument && word.find('=') == std::string::npos ? o : nullptr;
        else if (!of)
            of = find_command(word);
    }

    void add(const std::string &word, const std::string &meaning) {
        if (word.compare(0, last.size(), last) == 0)
            found += word + "\t" + meaning + "\n";
    }

    void add_commands() {
        for (const command &c : commands)
            add(c.name, c.summary);
    }

    void add_options() {
        for (const option &o : options)
            if (takes(of, o))
                add(o.name, shortened(o.help, 72));
    }

    void add_values(const option &o, const std::string &prefix) {
        const std::string kind = o.kind;
        if (kind == "file")
            found += ":files\n";
        if (kind == "fact")
            for (const std::string &id : names_of_facts())
                add(prefix + id, description_of_fact(id));
        for (const std::string &choice : choices_of(o))
            add(prefix + choice, "");
    }
};

} // namespace

std::string completions_of(const std::vector<std::string> &words) {
    return completer(words).complete();
}

} // namespace anonshm_tool
