// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QTest>

#include <algorithm>
#include <type_traits>

namespace eventscope {

/// `argument` is as on the command line: a function, or a function and a row of its data.
template<typename Test>
bool hasTest(const QString &argument)
{
    const QByteArray function = argument.section(u':', 0, 0).toLatin1();
    return Test::staticMetaObject.indexOfMethod(function + "()") >= 0;
}

/// Runs the classes of one program, each made when its turn comes: a program for each would take
/// seconds to link. A test that is named runs in the class that has it; `-functions` and
/// `-datatags` end the program, so that they list the first class, or that of the test that is
/// named as well. Returns what main() does.
template<typename... Tests>
int runTestClasses(const QStringList &arguments)
{
    QStringList named;
    QStringList others;
    for (const QString &argument : arguments)
        ((hasTest<Tests>(argument) || ...) ? named : others) += argument;
    int failed = 0;
    const auto run = [&]<typename Test>(std::type_identity<Test>) {
        QStringList own = others;
        std::copy_if(named.cbegin(), named.cend(), std::back_inserter(own), hasTest<Test>);
        if (!named.isEmpty() && own.size() == others.size())
            return;
        Test test;
        failed += QTest::qExec(&test, own);
    };
    (run(std::type_identity<Tests>()), ...);
    return std::min(failed, 127);
}

/// The same as QTEST_MAIN for several classes; the kind of application says which of its kinds.
template<typename Application, typename... Tests>
int testMain(int argc, char **argv)
{
    Application application(argc, argv);
    Application::setAttribute(Qt::AA_Use96Dpi);
    return runTestClasses<Tests...>(Application::arguments());
}

} // namespace eventscope
