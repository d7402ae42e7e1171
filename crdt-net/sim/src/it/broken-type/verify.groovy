def log = new File(basedir, 'build.log').getText('UTF-8')
def failure = /(?s)Flag breaks the law VALUE_AGREES_WITH_ORACLE: the value is the one that its history demands/ +
        // who did what, who had seen what: a column a replica, a line a step
        /\R\R step +(?:[abcd] +)+sees +state\R +1 .*?RAISE.*?LOWER.*?\RHere after step \d+: a reader finds true, but the history demands false/ +
        /.*?Replay with Laws\.of\(spec\)\.withReplicas\(4\)\.withSteps\(40\)\.only\(Law\.VALUE_AGREES_WITH_ORACLE\)\.check\((-?\d+)L\)/
def found = (log =~ failure).collect { it[1] as long }
assert found.size() >= 2 : 'both under jqwik and under JUnit alone the failure has to be printed'
assert log.contains('FlagLawsTest') && log.contains('theValueIsWhatItsHistoryDemands')
assert log.contains('FlagPlainTest') && log.contains('keepsTheLaw')
// A flag that cannot be lowered is as good a lattice as any; but what never has an effect is no evidence either.
assert (log =~ /breaks the law (\w+)/).collect { it[1] }.toSet() == ['VALUE_AGREES_WITH_ORACLE', 'OPERATIONS_MEET'].toSet()
true
