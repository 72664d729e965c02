// SPDX-License-Identifier: MIT
// What the catalogue states about a fact or a method: its kind, its needs, its description. The
// lists are generated from probes/catalogue.cmake.

#ifndef ANONSHM_TOOL_CATALOGUE_H
#define ANONSHM_TOOL_CATALOGUE_H

#include <string>
#include <vector>

namespace anonshm_tool {

// In the catalogue's spelling, which the generated list has too; OTHER: in no catalogue of
// ours.
enum class fact_kind { FUNCTION, LIBRARY, MACRO, NUMBER, BEHAVIOUR, MACHINE, OTHER };

// An id may have its argument, as in free_bytes:/tmp.
fact_kind kind_of(const std::string &id);
std::string description_of_fact(const std::string &id);

// Without their arguments.
std::vector<std::string> names_of_facts();

// Whether the value is another a minute later, so that it is shown but is no difference.
bool is_measurement(const std::string &id);

// Whether its number is of bytes.
bool is_size(const std::string &id);

std::string description_of_method(const std::string &name);

// The flags of anonshm_open() without which the method refuses.
unsigned flags_needed_by(const std::string &method);

// Whether the method can create no empty object: anonshm_create() alone can use it.
bool needs_size(const std::string &method);

} // namespace anonshm_tool

#endif
