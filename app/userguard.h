// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

namespace eventscope {

/// What keeps the secrets of a user from others on the same machine. Main thread, before there is
/// anything else.

/// No file for others to read, no core file, and nobody but root looks into the memory.
void protectTheUser();
/// The same for what was there before, by whoever made it: settings and captures. Needs the name of
/// the program.
void protectOwnFolders();
/// Takes the secrets of URLs out of the arguments, as far as others can read them: `ps` shows them
/// for as long as the program runs. Whoever needs them has copies by then.
void forgetSecretsIn(int argc, char **argv);
/// The same for variables of the environment, which /proc shows as it was at the start.
void forgetVariables(const QStringList &names);

} // namespace eventscope
