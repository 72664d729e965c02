// Two reports side by side, as far as they differ.

#include "render.h"

#include <set>

namespace anonshm_tool {

namespace {

std::string fact_words(const report &r, const std::string &id) {
    const fact *f = find_fact(r, id);
    return f ? in_words(f->value) + " (" + f->evidence + ")" : "-";
}

// A fact differs by its value; who said it is told, but is no difference.
bool differs(const report &a, const report &b, const std::string &id) {
    const fact *one = find_fact(a, id), *two = find_fact(b, id);
    return !one || !two || one->value != two->value;
}

std::string words_of(const std::vector<std::string> &chain) {
    std::string words;
    for (const std::string &name : chain)
        words += (words.empty() ? "" : " > ") + name;
    return words;
}

std::string pad(const std::string &text, size_t width) {
    return text + std::string(text.size() < width ? width - text.size() : 1, ' ');
}

} // namespace

std::string render_differences(const report &a, const report &b) {
    std::vector<std::string> ids;
    std::set<std::string> seen;
    for (const report *r : {&a, &b})
        for (const fact &f : r->facts)
            if (seen.insert(f.id).second && differs(a, b, f.id))
                ids.push_back(f.id);
    std::string text;
    for (const std::string &id : ids)
        text += pad(id, 30) + pad(fact_words(a, id), 34) + fact_words(b, id) + "\n";
    if (a.chain != b.chain)
        text += pad("chain", 30) + words_of(a.chain) + "\n" + pad("", 30) + words_of(b.chain) +
                "\n";
    return text;
}

} // namespace anonshm_tool
