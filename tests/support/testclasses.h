// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <QTest>

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <type_traits>

namespace eventscope {

using TestClassList = std::initializer_list<const QMetaObject *>;

/// `argument` is as on the command line: a function, or a function and a row of its data.
inline bool hasTest(const QMetaObject *tests, const QString &argument)
{
    const QByteArray function = argument.section(u':', 0, 0).toLatin1();
    return tests->indexOfMethod(function + "()") >= 0;
}

/// What one class of a program is told: all but the tests that are of other classes; nothing where
/// tests are named and none is its own.
inline std::optional<QStringList> argumentsOf(const QMetaObject *tests, TestClassList all,
                                              const QStringList &arguments)
{
    QStringList own;
    bool isNamed = false;
    bool anyIsNamed = false;
    for (const QString &argument : arguments) {
        const bool isOwn = hasTest(tests, argument);
        const bool isTest = std::any_of(all.begin(), all.end(), [&](const QMetaObject *each) {
            return hasTest(each, argument);
        });
        isNamed = isNamed || isOwn;
        anyIsNamed = anyIsNamed || isTest;
        if (isOwn || !isTest)
            own += argument;
    }
    return anyIsNamed && !isNamed ? std::nullopt : std::optional(own);
}

/// Runs the classes of one program, each made when its turn comes: a program for each would take
/// seconds to link. A test that is named runs in the class that has it; `-functions` and
/// `-datatags` end the program, so that they list the first class, or that of the test that is
/// named as well. Returns what main() does.
template<typename... Tests>
int runTestClasses(const QStringList &arguments)
{
    const TestClassList all{&Tests::staticMetaObject...};
    int failed = 0;
    const auto run = [&]<typename Test>(std::type_identity<Test>) {
        if (const auto own = argumentsOf(&Test::staticMetaObject, all, arguments)) {
            Test test;
            failed += QTest::qExec(&test, *own);
        }
    };
    (run(std::type_identity<Tests>()), ...);
    return std::min(failed, 127);
}

/// The same with tests that are made already, by programs that have flags of their own.
template<typename... Tests>
int runTests(const QStringList &arguments, Tests &...tests)
{
    const TestClassList all{&Tests::staticMetaObject...};
    int failed = 0;
    const auto run = [&](auto &test) {
        if (const auto own = argumentsOf(test.metaObject(), all, arguments))
            failed += QTest::qExec(&test, *own);
    };
    (run(tests), ...);
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
