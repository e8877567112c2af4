SUITES = []
