// SPDX-License-Identifier: MIT
#include "terminal.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#if defined _WIN32
# include <windows.h>
# include <io.h>
#else
# include <unistd.h>
# if __has_include(<sys/ioctl.h>)
#  include <sys/ioctl.h>
# endif
# if __has_include(<termios.h>) // where illumos has the size of a window
#  include <termios.h>
# endif
#endif

namespace anonshm_tool {

namespace {

std::string variable(const char *name) {
    const char *const value = std::getenv(name);
    return value ? value : "";
}

#if defined _WIN32

HANDLE console() {
    return GetStdHandle(STD_OUTPUT_HANDLE);
}

size_t columns_of_terminal() {
    CONSOLE_SCREEN_BUFFER_INFO info;
    if (!GetConsoleScreenBufferInfo(console(), &info))
        return 0;
    return static_cast<size_t>(info.srWindow.Right - info.srWindow.Left + 1);
}

// A console before Windows 10 has no escape sequences; a later one has them when asked.
bool is_terminal_with_colour() {
    DWORD mode = 0;
    return GetConsoleMode(console(), &mode) &&
           SetConsoleMode(console(), mode | 4); // ENABLE_VIRTUAL_TERMINAL_PROCESSING
}

#else

size_t columns_of_terminal() {
# if defined TIOCGWINSZ
    winsize size = {};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0)
        return size.ws_col;
# endif
    return 0;
}

bool is_terminal_with_colour() {
    return isatty(STDOUT_FILENO) && variable("TERM") != "dumb";
}

#endif

// 0: it is no number, or none that a terminal has.
size_t columns_in(const std::string &text) {
    const bool is_number = text.find_first_not_of("0123456789") == std::string::npos;
    return is_number && !text.empty() && text.size() < 6 ? std::stoul(text) : 0;
}

} // namespace

size_t terminal_width() {
    constexpr size_t least = 20, most = 1000;
    size_t columns = columns_in(variable("COLUMNS"));
    columns = columns != 0 ? columns : columns_of_terminal();
    return columns == 0 ? 80 : std::min(std::max(columns, least), most);
}

bool wants_colour(const std::string &choice) {
    if (choice != "auto")
        return choice == "always";
    if (!variable("NO_COLOR").empty())
        return false;
    const std::string forced = variable("CLICOLOR_FORCE");
    if (!forced.empty() && forced != "0")
        return true;
    return variable("CLICOLOR") != "0" && is_terminal_with_colour();
}

} // namespace anonshm_tool
