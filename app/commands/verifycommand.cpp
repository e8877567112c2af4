// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/verifycommand.h"

#include "app/commands/capturefolders.h"
#include "models/capture/verify.h"
#include "models/event/consoleline.h"

#include <cstdio>

namespace eventscope {

int runVerifyCommand(const VerifyOptions &options)
{
    const auto report = verifyCapture(options.capture, spillFolder());
    if (!report) {
        sayOnConsole(report.error());
        return 1;
    }
    for (const QString &problem : report->problems)
        std::printf("%s\n", qUtf8Printable(consoleLine(problem)));
    for (const QString &line : report->connectionLines())
        std::printf("%s\n", qUtf8Printable(consoleLine(line)));
    std::printf("%s\n", qUtf8Printable(report->totalLine()));
    std::printf("%s\n", qUtf8Printable(report->summary()));
    return report->sound() ? 0 : 1;
}

} // namespace eventscope
