// SPDX-License-Identifier: MIT
// Reads the command line.

#include "option_table.h"
#include "suggestion.h"

#include <algorithm>

namespace anonshm_tool {

namespace {

std::string listed(const std::vector<std::string> &words, const char *last) {
    std::string text;
    for (size_t i = 0; i < words.size(); i++)
        text += (i == 0 ? "" : i + 1 == words.size() ? last : ", ") + words[i];
    return text;
}

class reader {
public:
    explicit reader(const std::vector<std::string> &all) : words(all) {}

    request read() {
        while (at < words.size())
            read_word(words[at++]);
        if (!r.of)
            throw usage_error("a command is missing: " + listed(names_of_commands(), " or "));
        for (const option *o : given)
            if (!takes(r.of, *o))
                refuse(o->name);
        if (r.files.size() != (*r.of->operands ? 2 : 0))
            refuse_files();
        if (r.brief && !r.facts.empty())
            throw usage_error("--short and --fact exclude each other", r.of);
        return r;
    }

private:
    const std::vector<std::string> &words;
    size_t at = 0;
    bool ended = false;
    request r;
    std::vector<const option *> given;

    void read_word(const std::string &word) {
        if (!ended && word == "--")
            ended = true;
        else if (!ended && is_option(word))
            read_option(word);
        else if (r.of)
            r.files.push_back(word);
        else
            read_command(word);
    }

    void read_command(const std::string &word) {
        r.of = find_command(word);
        if (!r.of)
            throw usage_error("no such command: " + word +
                              did_you_mean(word, names_of_commands()));
    }

    void read_option(const std::string &word) {
        const std::string name = name_in(word);
        const option *const o = find_option(name);
        if (!o || (r.of && !takes(r.of, *o)))
            refuse(name);
        const bool has_value = name.size() < word.size();
        if (has_value && !o->argument)
            throw usage_error(name + " takes no value", r.of);
        if (!has_value && o->argument && at == words.size())
            throw usage_error(name + " needs a value", r.of);
        const std::string value = has_value     ? word.substr(name.size() + 1)
                                  : o->argument ? words[at++]
                                                : "";
        check_choice(*o, value);
        if (o->flag)
            r.*o->flag = true;
        else if (o->text)
            r.*o->text = value;
        else
            (r.*o->list).push_back(value);
        given.push_back(o);
    }

    void check_choice(const option &o, const std::string &value) const {
        const std::vector<std::string> choices = choices_of(o);
        if (o.choices && std::find(choices.begin(), choices.end(), value) == choices.end())
            throw usage_error(std::string("no such ") + o.kind + ": " + value + "; there are " +
                                  listed(choices, " and ") + did_you_mean(value, choices),
                              r.of);
    }

    [[noreturn]] void refuse(const std::string &word) const {
        throw usage_error(
            (r.of ? std::string("anonshm ") + r.of->name : "anonshm") + " does not take " +
                word + (is_option(word) ? did_you_mean(word, names_of_options(r.of)) : ""),
            r.of);
    }

    [[noreturn]] void refuse_files() const {
        if (*r.of->operands)
            throw usage_error(std::string("anonshm ") + r.of->name + " takes two reports",
                              r.of);
        refuse(r.files[0]);
    }
};

// The first word that is a command, even if it is the value of an option.
const command *command_in(const std::vector<std::string> &words) {
    for (const std::string &word : words)
        if (const command *const found = find_command(word))
            return found;
    return nullptr;
}

bool is_asked_for(const std::vector<std::string> &words, const char *name) {
    const auto end = std::find(words.begin(), words.end(), "--");
    return std::any_of(words.begin(), end, [&](const std::string &word) {
        const option *const o = find_option(word);
        return o && std::string(name) == o->name;
    });
}

} // namespace

request read_request(const std::vector<std::string> &words) {
    request r;
    r.of = command_in(words);
    r.help = is_asked_for(words, "--help");
    r.version = is_asked_for(words, "--version");
    if (r.help && !r.of && !is_option(words[0]))
        throw usage_error("no such command: " + words[0] +
                          did_you_mean(words[0], names_of_commands()));
    return r.help || r.version ? r : reader(words).read();
}

} // namespace anonshm_tool
