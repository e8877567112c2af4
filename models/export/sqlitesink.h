// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/export/earlysync.h"
#include "models/export/exportsink.h"
#include "models/export/linecellparser.h"
#include "models/export/unfinishedfile.h"

#include <array>
#include <future>
#include <map>

struct sqlite3;
struct sqlite3_stmt;

namespace eventscope {

/// A SQLite database with one table `events`, for people who want SQL. The payload is JSON text in
/// `data`, so that json_extract() finds what it asks for and numbers keep all their digits. Written
/// without a journal into a file beside the target, which takes its place when it is whole.
class SqliteSink final : public ExportSink
{
public:
    static Result<std::unique_ptr<ExportSink>> open(const ExportRequest &request,
                                                    ExportProgress &progress);
    ~SqliteSink() override;
    SqliteSink(const SqliteSink &) = delete;
    SqliteSink &operator=(const SqliteSink &) = delete;

    /// What stands in the file besides the rows, as statements: for whoever measures against it.
    static const char *settings();
    static const char *table();
    static const char *insertion();
    static std::vector<std::pair<const char *, const char *>> indexes(); ///< name, statement

    Result<void> begin() override;
    Result<void> event(const ExportRow &row) override;
    Result<bool> commit() override;
    quint64 bytes() const override { return m_bytes; }

private:
    SqliteSink(const ExportRequest &request, ExportProgress &progress);
    Result<void> openDatabase();
    Result<void> execute(const char *statement);
    Result<bool> makeIndexes();
    Result<void> close();
    Result<void> putInPlace();
    /// The values of some rows, which one thread reads while another inserts those before them.
    struct Batch
    {
        static constexpr size_t enough = 1U << 20; ///< bytes
        static constexpr size_t texts = 14;
        struct Row
        {
            quint64 sequence = 0;
            std::array<size_t, texts> ends; ///< in `text`; where nothing is between two: NULL
        };
        std::string text;
        std::vector<Row> rows;
    };
    Error failure(const QString &doing) const;
    void add(std::string_view text);
    void addJson(std::string_view json);
    void addPayload(const ExportRow &row, const LineCells &cells);
    Result<void> handOver();
    Result<void> finishInserting();
    int insert(); ///< on the other thread; answers what the database does
    static int keepOn(void *sink);

    ExportProgress &m_progress;
    QString m_name; ///< as it was asked for
    QString m_target; ///< links followed
    UnfinishedFile m_file;
    EarlySync m_syncing;
    sqlite3 *m_database = nullptr;
    sqlite3_stmt *m_insert = nullptr;
    std::map<std::string, std::string, std::less<>> m_connections; ///< names by id
    LineCellParser m_parser;
    JsonTape m_payload{JsonTape::maxLineDepth, JsonTape::Keep::NoPlainElements};
    Batch m_filling;
    size_t m_column = 0; ///< of the row that is being filled
    Batch m_inserting; ///< the other thread's, while m_inserted is valid
    std::future<int> m_inserted;
    quint64 m_refused = 0; ///< sequence of the row that could not be inserted
    quint64 m_rows = 0;
    quint64 m_steps = 0; ///< of the database, thousands, in the index that is being made
    size_t m_index = 0;
    quint64 m_bytes = 0;
};

} // namespace eventscope
