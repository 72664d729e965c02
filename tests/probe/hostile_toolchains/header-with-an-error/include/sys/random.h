/* SPDX-License-Identifier: MIT */
#error This header is not for you.
