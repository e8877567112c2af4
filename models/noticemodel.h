// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/event/event.h"

#include <QAbstractListModel>
#include <QMap>
#include <memory>
#include <optional>

namespace eventscope {

/// Something that a person should be told. Texts are plain; parts from a feed have passed
/// displayText().
struct Notice
{
    enum class Kind : quint8 {
        Acknowledged,
        Refused,
        ServerError,
        Connected,
        Disconnected,
        Gap,
        WorkflowFinished,
        WorkflowFailed,
        EventError,
        Undecodable,
        Trouble
    };
    quint64 id = 0;
    Kind kind = Kind::Trouble;
    Severity severity = Severity::Info;
    QString title; ///< "Refused"
    QString text; ///< "voip-prod may not subscribe to … (PERMISSION_DENIED)"
    QString brief; ///< for narrow lists: begins with what differs; empty: the text
    QString connectionId;
    QString topic; ///< the pattern it is about; may be empty
    QString code; ///< of what we or the server said; may be empty
    quint64 sequence = 0; ///< the event to jump to; 0: none
    qint64 atUs = 0;
    int repeated = 1; ///< the same notice again is counted, not listed again
    bool needsAnswer = false; ///< shown in the bar until it is answered or dismissed
    bool read = false;
};

namespace NoticeRole {
enum : int {
    Id = Qt::UserRole,
    SeverityValue,
    Title,
    ConnectionId,
    Topic,
    Sequence,
    AtUs,
    NeedsAnswer,
    Read
};
}

/// The history of notices, newest first, bounded to the last 1 000. GUI thread.
class NoticeModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    explicit NoticeModel(QObject *parent = nullptr);
    ~NoticeModel() override;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    /// True for events that become a notice, by what is known without their payload.
    static bool wants(std::string_view type, Severity severity, EventFlags flags);
    void consume(const EventView &event, const QString &connectionName);
    /// A notice that is not an event: the disk is full, the keychain is locked, a workflow
    /// finished.
    void add(Notice notice);

    /// The one that the bar shows: the newest that needs an answer and has none.
    std::optional<Notice> current() const;
    int openCount() const; ///< how many need an answer
    void dismiss(quint64 id);
    /// Answers every open notice about this topic: it was removed or edited.
    void dismissTopic(const QString &connectionId, const QString &topic);
    int unreadCount() const;
    void markAllRead();
    void clear();
    const Notice &at(int row) const;

Q_SIGNALS:
    void currentChanged();
    void unreadChanged(int unread);
    /// One that needed an answer was dismissed: by the user, or because its cause is gone.
    void dismissed(const eventscope::Notice &notice);
    void added(const eventscope::Notice &notice); ///< new, or repeated once more

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace eventscope

Q_DECLARE_METATYPE(eventscope::Notice)
