// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/connections/systembox.h"

#include "models/connectionmodel.h"

#include <QComboBox>

namespace eventscope {

using namespace Qt::StringLiterals;

void fillSystemBox(QComboBox *box, const ConnectionModel &connections)
{
    for (const DialectInfo &dialect : connections.dialects())
        box->addItem(dialect.title, dialect.id);
    const QVector<ConnectionProfile> profiles = connections.profiles();
    int usual = profiles.isEmpty() ? -1 : box->findData(profiles.constLast().dialect);
    if (usual < 0)
        usual = box->findData(u"voipbin"_s);
    if (usual >= 0)
        box->setCurrentIndex(usual);
}

} // namespace eventscope
