// SPDX-License-Identifier: GPL-3.0-or-later
//
// A file of lines that anybody may have written, opened as a log, and followed while it grows. What
// stands behind a byte 0x1e is appended while it is open.
#include "models/capture/foreignfile.h"
#include "models/event/linesource.h"
#include "tests/fuzz/fuzzfolder.h"
#include "tests/fuzz/fuzztarget.h"
#include "tests/models/capture/logtext.h"

#include <QFile>

namespace eventscope::fuzz {

using namespace Qt::StringLiterals;

namespace {

constexpr char appended = '\x1e';
constexpr quint64 plenty = quint64(1) << 30;

QStringList rowsOf(const ForeignFile &file, const EventLog &log)
{
    QStringList rows;
    std::string scratch;
    JsonTape tape(JsonTape::maxLineDepth);
    for (quint64 row = 0; row < log.size(); ++row) {
        const EventRecord &record = log.at(row);
        const std::string line(file.line(record, scratch));
        LineAttributes attributes;
        demand(readLineAttributes(line, attributes), "every row is shown as a CloudEvent", line);
        demand(line.find('\n') == std::string::npos, "every row is one line", line);
        demand(tape.parse(line), "every row is JSON", line);
        if (record.dataOffset != 0)
            demand(record.dataOffset < line.size(), "a payload is within its line", line);
        demand(file.line(record, scratch) == line, "a line is read the same again", line);
        rows << describeRow(log, row) + u' ' + QString::fromStdString(line);
    }
    return rows;
}

} // namespace

void foreign(std::string_view bytes)
{
    static const FuzzFolder folder;
    const size_t split = std::min(bytes.find(appended), bytes.size());
    const std::string_view begin = bytes.substr(0, split);
    const std::string_view more = split < bytes.size() ? bytes.substr(split + 1) : "";
    const QString name = u"events.jsonl"_s;
    folder.clear();
    folder.write(name, begin);

    auto file = ForeignFile::open(folder.file(name));
    if (!file) {
        demand(!file.error().isEmpty(), "a refusal says why");
        return;
    }
    EventLog log;
    (*file)->load(log);
    const QStringList before = rowsOf(**file, log);
    QFile out(folder.file(name));
    demand(out.open(QIODevice::Append) && out.write(more.data(), qint64(more.size())) >= 0,
           "the file grows");
    out.close();
    const quint64 rows = log.size();
    const quint64 added = (*file)->follow(log, plenty);
    demand(log.size() == rows + added, "what was followed is counted");
    const QStringList after = rowsOf(**file, log);
    if (begin.empty() || begin.ends_with('\n'))
        demand(after.mid(0, before.size()) == before, "rows stay what they are while a file grows",
               bytes);
}

} // namespace eventscope::fuzz
