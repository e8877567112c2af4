// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/captureexport.h"

#include "models/event/timestamp.h"
#include "models/eventbookmarks.h"
#include "models/eventlogroles.h"
#include "models/export/streamedexport.h"
#include "models/exportcolumns.h"
#include "models/query/scan.h"

#include <QThreadPool>
#include <algorithm>

namespace eventscope {

namespace {

constexpr int pollMs = 100;

QMap<quint32, QString> namesByNumber(const CaptureSet &captures, const EventLog &log)
{
    QMap<quint32, QString> names;
    const QMap<QString, QString> byId = captures.connectionNames();
    for (auto it = byId.cbegin(); it != byId.cend(); ++it) {
        const quint32 number = log.connections().find(it.key().toStdString());
        if (number != StringTable::overflow)
            names.insert(number, it.value());
    }
    return names;
}

bool hasChanged(const QStringList &names)
{
    const auto columns = ChosenColumns::named(names);
    return columns
        && std::any_of(columns->begin(), columns->end(), [](const ChosenColumns::Column &one) {
               return one.column == EventLogColumn::Changed;
           });
}

} // namespace

CaptureExport::CaptureExport(CaptureSet &captures, const ExportOptions &options,
                             const EventBookmarks &bookmarks, const PartSize &size)
    : m_captures(captures), m_options(options), m_bookmarks(bookmarks), m_size(size),
      m_where(parseFilter(options.where)), // read without an error before
      m_nowUs(nowUs()), m_context(bookmarks, captures),
      m_wantsPast(m_where.expression.asksFor(FilterField::Changed) || hasChanged(options.columns))
{ }

Result<ExportOutcome> CaptureExport::run(ExportProgress &progress)
{
    m_captures.begin(m_size, [&progress](int) { return !progress.cancel; });
    const ExportRequest wanted = request();
    auto opened = StreamedExport::open(wanted, progress);
    if (!opened)
        return Error{opened.error()};
    progress.passed = 0;
    QThreadPool pool;
    while (m_captures.more()) {
        const Result<bool> added = addPart(**opened, pool, progress);
        if (!added)
            return Error{added.error()};
        if (!*added)
            break;
        progress.passed = m_captures.passed();
    }
    Result<ExportOutcome> outcome = (*opened)->finish();
    if (outcome)
        outcome->unreadable += m_captures.vanishedEvents();
    return outcome;
}

/// Once it is known what belongs to the captures: their names and masks are.
ExportRequest CaptureExport::request() const
{
    ExportRequest request;
    request.lines = &m_captures;
    request.kind = m_options.kind;
    request.compressed = m_options.compressed;
    request.fileName = m_options.output;
    request.guard = m_options.guard;
    if (!m_options.showSecrets)
        request.masks = m_captures.masks();
    request.connectionNames = m_captures.connectionNames();
    request.columns = columns(request.masks);
    return request;
}

std::shared_ptr<ExportColumns> CaptureExport::columns(const FieldMasks &masks) const
{
    const auto columns = ChosenColumns::named(m_options.columns); // read without an error before
    if (m_options.columns.isEmpty() || !columns)
        return {};
    QMap<quint64, QString> notes;
    for (const quint64 sequence : m_bookmarks.sequences())
        notes.insert(sequence, m_bookmarks.note(sequence));
    return std::make_shared<ChosenColumns>(*columns, m_captures.connectionNames(), notes,
                                           ChosenColumns::Shown{{}, noTime, false},
                                           ChosenColumns::Past{&m_context, masks});
}

/// False: it was stopped.
Result<bool> CaptureExport::addPart(StreamedExport &to, QThreadPool &pool,
                                    const ExportProgress &progress)
{
    const EventLog &log = m_captures.log();
    if (m_wantsPast) {
        if (const Result<void> taken = m_context.take(log); !taken)
            return Error{taken.error()};
    }
    if (m_where.expression.isEverything())
        return to.add(log.snapshot());
    RowSet rows;
    if (!findRows(rows, pool, progress))
        return false;
    return to.add(log.snapshot(), &rows);
}

bool CaptureExport::findRows(RowSet &rows, QThreadPool &pool, const ExportProgress &progress)
{
    const EventLog &log = m_captures.log();
    FilterBinding binding;
    binding.log = &log;
    binding.connectionNames = namesByNumber(m_captures, log);
    binding.nowUs = m_nowUs;
    binding.context = &m_context;
    binding.after = m_filter.get();
    m_filter = CompiledFilter::make(m_where.expression, binding);
    FilterScan scan(pool, log.snapshot(), 0, &m_captures, {m_filter});
    while (!pool.waitForDone(pollMs)) {
        if (progress.cancel)
            scan.cancel();
    }
    quint64 skip = 0;
    SearchedRows searched;
    scan.takeDecided({&searched}, skip);
    rows = searched.matching();
    m_unsearched += searched.unreadable() ? searched.unreadable()->count() : 0;
    return !progress.cancel;
}

} // namespace eventscope
