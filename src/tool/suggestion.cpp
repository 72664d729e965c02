// SPDX-License-Identifier: MIT
#include "suggestion.h"

#include <algorithm>

namespace anonshm_tool {

namespace {

// How many letters have to be added, left out, replaced, or exchanged with the next one (the
// optimal string alignment distance).
size_t distance(const std::string &a, const std::string &b) {
    std::vector<std::vector<size_t>> d(a.size() + 1, std::vector<size_t>(b.size() + 1));
    for (size_t i = 0; i <= a.size(); i++)
        for (size_t j = 0; j <= b.size(); j++) {
            if (i == 0 || j == 0) {
                d[i][j] = i + j;
                continue;
            }
            d[i][j] = std::min(
                {d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] != b[j - 1])});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    return d[a.size()][b.size()];
}

std::string in_lower_case(std::string word) {
    for (char &c : word)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return word;
}

} // namespace

std::string did_you_mean(const std::string &word, const std::vector<std::string> &known) {
    constexpr size_t longest = 64; // no name is longer, and the time is that of a product
    if (word.empty() || word.size() > longest)
        return "";
    const std::string lower = in_lower_case(word);
    size_t least = std::max(word.size() / 3, size_t{1}) + 1;
    std::string nearest;
    for (const std::string &name : known) {
        if (name.size() > longest)
            continue;
        const bool begins = lower.size() > 2 && name.compare(0, lower.size(), lower) == 0;
        const size_t far = begins ? 1 : distance(lower, in_lower_case(name));
        if (far < least) {
            least = far;
            nearest = name;
        }
    }
    return nearest.empty() ? "" : "; did you mean " + nearest + "?";
}

} // namespace anonshm_tool
