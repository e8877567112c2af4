// SPDX-License-Identifier: GPL-3.0-or-later
#include "models/export/sqlitesink.h"

#include "models/event/jsontext.h"
#include "models/export/exporttarget.h"

#include <QFileInfo>
#include <algorithm>
#include <cerrno>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

namespace eventscope {

using namespace Qt::StringLiterals;

namespace {

constexpr int stepsBetweenLooks = 4000;
/// What an index costs the database's machine for each row, about: only the progress needs it.
constexpr quint64 stepsOfRow = 12;
constexpr int eventShare = 700; ///< of 1000; the indexes are the rest

/// Appends text that every reader of a database takes for text: valid UTF-8 without NUL.
void appendReadable(std::string &out, std::string_view text)
{
    if (text.find('\0') == std::string_view::npos && validUtf8(text)) {
        out += text;
        return;
    }
    for (const char c : toValidUtf8(text)) {
        if (c == '\0')
            out += "\\u0000";
        else
            out += c;
    }
}

} // namespace

const char *SqliteSink::settings()
{
    // The file is thrown away unless all of it is there: nothing needs to be taken back, and one
    // fsync at the end is enough.
    return "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; "
           "PRAGMA locking_mode = EXCLUSIVE; PRAGMA cache_size = -16000; "
           "PRAGMA temp_store = FILE; PRAGMA user_version = 1;";
}

const char *SqliteSink::table()
{
    return "CREATE TABLE events (sequence INTEGER PRIMARY KEY, recorded TEXT, time TEXT, "
           "connection TEXT, source TEXT, type TEXT, topic TEXT, subject TEXT, severity TEXT, "
           "id TEXT, reason TEXT, datacontenttype TEXT, data TEXT, data_base64 TEXT, "
           "attributes TEXT)";
}

const char *SqliteSink::insertion()
{
    return "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
}

std::vector<std::pair<const char *, const char *>> SqliteSink::indexes()
{
    return {{"recorded", "CREATE INDEX events_recorded ON events (recorded)"},
            {"type", "CREATE INDEX events_type ON events (type)"},
            {"topic", "CREATE INDEX events_topic ON events (topic)"},
            {"subject", "CREATE INDEX events_subject ON events (subject)"}};
}

SqliteSink::SqliteSink(const ExportRequest &request, ExportProgress &progress)
    : m_progress(progress), m_name(request.fileName), m_target(followedLinks(request.fileName)),
      m_file(m_target)
{
    for (auto it = request.connectionNames.cbegin(); it != request.connectionNames.cend(); ++it)
        m_connections.emplace(it.key().toStdString(), it.value().toStdString());
}

Result<std::unique_ptr<ExportSink>> SqliteSink::open(const ExportRequest &request,
                                                     ExportProgress &progress)
{
    const QString &name = request.fileName;
    if (name.isEmpty())
        return Error{u"Cannot export: no file name was given"_s};
    if (name == u"-"_s || isStream(name))
        return cannotWrite(name == u"-"_s ? u"to standard output"_s : name,
                           u"a database needs a file of its own"_s);
    if (const QString capture = captureAround(name); !capture.isEmpty())
        return cannotWrite(
            name, u"it is inside the capture %1: choose a place outside of it"_s.arg(capture));
    struct stat status
    { };
    if (::stat(QFile::encodeName(name).constData(), &status) != 0 && errno != ENOENT)
        return cannotWrite(name, qt_error_string(errno));
    if (QFileInfo(name).isDir())
        return cannotWrite(name, qt_error_string(EISDIR));
    if (const QFileInfo old(name); old.exists() && !old.isWritable())
        return cannotWrite(name, qt_error_string(EACCES));
    std::unique_ptr<SqliteSink> sink(new SqliteSink(request, progress));
    if (const Result<void> opened = sink->openDatabase(); !opened)
        return Error{opened.error()};
    return std::unique_ptr<ExportSink>(std::move(sink));
}

SqliteSink::~SqliteSink()
{
    if (m_inserted.valid())
        m_inserted.wait();
    sqlite3_finalize(m_insert);
    sqlite3_close(m_database);
}

Error SqliteSink::failure(const QString &doing) const
{
    // The system knows better than "disk I/O error".
    int system = 0;
    sqlite3_file_control(m_database, nullptr, SQLITE_FCNTL_LAST_ERRNO, &system);
    const int code = sqlite3_errcode(m_database);
    const bool disk = code == SQLITE_IOERR || code == SQLITE_FULL || code == SQLITE_CANTOPEN;
    const QString why = disk && system != 0 ? qt_error_string(system)
        : disk && code == SQLITE_FULL       ? qt_error_string(ENOSPC)
                                            : QString::fromUtf8(sqlite3_errmsg(m_database));
    return cannotWrite(m_name, doing.isEmpty() ? why : doing + u": "_s + why);
}

Result<void> SqliteSink::openDatabase()
{
    if (const Result<void> made = m_file.make(); !made)
        return cannotWrite(m_name, made.error());
    const QByteArray file = m_file.name().toUtf8();
    if (sqlite3_open_v2(file.constData(), &m_database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                        nullptr)
        != SQLITE_OK)
        return failure({});
    sqlite3_extended_result_codes(m_database, 0);
    for (const char *statement : {settings(), "BEGIN", table()}) {
        if (const Result<void> done = execute(statement); !done)
            return done;
    }
    if (sqlite3_prepare_v3(m_database, insertion(), -1, SQLITE_PREPARE_PERSISTENT, &m_insert,
                           nullptr)
        != SQLITE_OK)
        return failure({});
    m_progress.eventShare = eventShare;
    return {};
}

Result<void> SqliteSink::execute(const char *statement)
{
    return sqlite3_exec(m_database, statement, nullptr, nullptr, nullptr) == SQLITE_OK
        ? Result<void>()
        : Result<void>(failure({}));
}

Result<void> SqliteSink::begin()
{
    return {};
}

void SqliteSink::add(std::string_view text)
{
    appendReadable(m_filling.text, text);
    Batch::Row &row = m_filling.rows.back();
    row.ends[m_column++] = m_filling.text.size();
}

/// JSON or nothing, whatever the line is: one value that is none would end every query that looks
/// into its column. What is damaged stands there as a JSON string.
void SqliteSink::addJson(std::string_view json)
{
    if (json.empty() || m_payload.parse(json)) {
        add(json);
    } else {
        std::string quoted;
        appendJsonString(quoted, toValidUtf8(json));
        add(quoted);
    }
    m_payload.letGoOfLarge();
}

void SqliteSink::addPayload(const ExportRow &row, const LineCells &cells)
{
    addJson(cells.isEvent ? cells.data : row.line);
    add(cells.dataBase64);
    addJson(cells.others.empty() ? std::string() : '{' + std::string(cells.others) + '}');
}

Result<void> SqliteSink::event(const ExportRow &row)
{
    using A = LineCells;
    const LineCells &cells = m_parser.read(row.record, row.line);
    const auto &a = cells.attributes;
    std::string_view id = a[A::Source];
    id.remove_prefix(id.starts_with('/') ? 1 : 0);
    const auto known = m_connections.find(id);
    const std::string_view connection =
        known == m_connections.end() ? id : std::string_view(known->second);
    m_filling.rows.emplace_back().sequence = row.sequence;
    m_column = 0;
    for (const std::string_view text :
         {a[A::RecordedTime], a[A::Time], connection, a[A::Source], a[A::Type], a[A::Topic],
          a[A::Subject], a[A::SeverityText], a[A::Id], a[A::Reason], a[A::DataContentType]})
        add(text);
    addPayload(row, cells);
    Q_ASSERT(m_column == Batch::texts);
    ++m_rows;
    return m_filling.text.size() >= Batch::enough ? handOver() : Result<void>();
}

Result<void> SqliteSink::handOver()
{
    if (const Result<void> inserted = finishInserting(); !inserted)
        return inserted;
    std::swap(m_filling, m_inserting);
    m_inserted = std::async(std::launch::async, [this] { return insert(); });
    m_syncing.goOn(m_file.descriptor());
    return {};
}

Result<void> SqliteSink::finishInserting()
{
    const int done = m_inserted.valid() ? m_inserted.get() : SQLITE_DONE;
    m_inserting.text.clear(); // keeps its memory, but what a huge event took
    if (m_inserting.text.capacity() > 8 * Batch::enough)
        m_inserting.text = std::string();
    m_inserting.rows.clear();
    if (done == SQLITE_DONE)
        return {};
    return failure(done == SQLITE_TOOBIG
                       ? u"event %1 is longer than a database takes"_s.arg(m_refused)
                       : QString());
}

int SqliteSink::insert()
{
    size_t begin = 0;
    for (const Batch::Row &row : m_inserting.rows) {
        sqlite3_bind_int64(m_insert, 1, sqlite3_int64(row.sequence));
        int place = 2;
        for (const size_t end : row.ends) {
            if (end == begin)
                sqlite3_bind_null(m_insert, place++);
            else
                sqlite3_bind_text64(m_insert, place++, m_inserting.text.data() + begin, end - begin,
                                    SQLITE_STATIC, SQLITE_UTF8);
            begin = end;
        }
        const int done = sqlite3_step(m_insert);
        sqlite3_reset(m_insert);
        if (done != SQLITE_DONE) {
            m_refused = row.sequence;
            return done;
        }
    }
    return SQLITE_DONE;
}

int SqliteSink::keepOn(void *sink)
{
    auto *self = static_cast<SqliteSink *>(sink);
    const quint64 all = std::max<quint64>(1, self->m_rows * stepsOfRow / stepsBetweenLooks);
    const quint64 done = std::min(++self->m_steps, all) * 1000 / all;
    self->m_syncing.goOn(self->m_file.descriptor());
    self->m_progress.finished = int((self->m_index * 1000 + done) / indexes().size());
    return self->m_progress.cancel ? 1 : 0;
}

Result<bool> SqliteSink::makeIndexes()
{
    sqlite3_progress_handler(m_database, stepsBetweenLooks, &SqliteSink::keepOn, this);
    for (const auto &[name, statement] : indexes()) {
        m_steps = 0;
        const Result<void> made = execute(statement);
        if (m_progress.cancel)
            return false;
        if (!made)
            return failure(u"the index of %1"_s.arg(QLatin1String(name)));
        ++m_index;
    }
    sqlite3_progress_handler(m_database, 0, nullptr, nullptr);
    return true;
}

Result<bool> SqliteSink::commit()
{
    m_progress.finished = 0;
    for (const auto step : {&SqliteSink::handOver, &SqliteSink::finishInserting}) {
        if (const Result<void> done = (this->*step)(); !done)
            return Error{done.error()};
    }
    const Result<bool> indexed = makeIndexes();
    if (!indexed || !*indexed)
        return indexed;
    for (const auto step : {&SqliteSink::close, &SqliteSink::putInPlace}) {
        if (const Result<void> done = (this->*step)(); !done)
            return Error{done.error()};
    }
    m_progress.finished = 1000;
    return true;
}

Result<void> SqliteSink::close()
{
    if (const Result<void> committed = execute("COMMIT"); !committed)
        return committed;
    sqlite3_finalize(m_insert);
    m_insert = nullptr;
    if (sqlite3_close(m_database) != SQLITE_OK)
        return failure({});
    m_database = nullptr;
    return {};
}

Result<void> SqliteSink::putInPlace()
{
    if (::fsync(m_file.descriptor()) != 0)
        return cannotWrite(m_name, qt_error_string(errno));
    m_bytes = quint64(QFileInfo(m_file.name()).size());
    if (const Result<void> placed = m_file.putInPlace(); !placed)
        return cannotWrite(m_name, placed.error());
    return syncFolderOf(m_target);
}

} // namespace eventscope
