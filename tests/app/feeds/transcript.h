// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/feeds/dialect.h"
#include "tests/app/feeds/recordscript.h"

#include <QByteArray>
#include <QString>
#include <QVector>
#include <memory>
#include <vector>

namespace eventscope {

/// Something that a session did, as one line of a transcript would demand it.
struct TranscriptOutput
{
    QString kind; ///< C, E, D, A, R, U, X, P, K, Q
    QVector<QPair<QString, QString>> values; ///< in the order in which a failure shows them
    QString text() const;
    QString value(const QString &key) const;
};

/// Plays a transcript (tests/fixtures/dialects/README.md) against a session: what the session does
/// must be what the transcript says, no less and no more.
class Transcript final : private SessionOutput
{
public:
    explicit Transcript(const Dialect &dialect) : m_dialect(dialect) { }
    ~Transcript() override;

    /// Empty if all went as written, else the first line that did not, and why.
    QString play(const QByteArray &script);
    /// The frames that the server sends in `script`, for fuzzing.
    static QVector<QByteArray> serverFrames(const QByteArray &script);

private:
    void event(const EventFields &fields, int subscription) override;
    void alsoOn(int subscription) override;
    void duplicate(int subscription, quint64 content) override;
    void send(std::string_view frame, std::string_view recordAs) override;
    void sendAbout(std::string_view topic, std::string_view frame) override;
    void proven() override;
    void acknowledged(const QString &pattern, std::string_view frame) override;
    void released(const QString &pattern, std::string_view frame) override;
    void refused(const QString &pattern, const QString &code, const QString &reason,
                 std::string_view frame) override;
    void unconfirmed(const QString &pattern, const QString &reason) override;
    void serverError(const QString &code, const QString &reason, std::string_view frame) override;
    void answered(const TopicRequest &request, const TopicAnswer &answer,
                  std::string_view frame) override;
    void gap(const QString &cause, const GapExtent &extent) override;
    void resumed() override;
    void resuming() override;
    void control() override;
    void close(CloseTreatment treatment, const QString &cause) override;

    QString perform(const QString &verb, const QString &rest);
    bool prepare(const QString &verb, const QString &rest);
    void makeSession();
    bool tell(const QString &verb, const QString &rest);
    QString performRequest(const QString &rest);
    QString checkMemory(const QString &rest);
    QString expect(const QString &kind, const QString &rest);
    QString checkHandshake(const QString &rest);
    QString checkClosed(const QString &rest);
    QString advance(const QString &duration);
    void serve(const QByteArray &frame, bool binary);
    QString leftOver() const;
    void put(const QString &kind, const QVector<QPair<QString, QString>> &values);

    const Dialect &m_dialect;
    OptionValues m_options;
    std::unique_ptr<Session> m_session;
    QMap<QString, QString> m_filters; ///< of the next `subscribe` or `restore`
    Moment m_now{1'000};
    RecordScript m_record;
    QString m_extensions; ///< of the last event that was matched
    QString m_about; ///< the topic that the last output was about
    QByteArray m_served; ///< the last frame, which the payload of its events must be unless `data=`
                         ///< says otherwise
    std::vector<TranscriptOutput> m_outputs; ///< not yet matched
};

} // namespace eventscope
