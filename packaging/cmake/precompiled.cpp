// SPDX-License-Identifier: GPL-3.0-or-later
// CMake builds a precompiled header only for a target that compiles something.
