def reports = { folder -> new File(basedir, "target/$folder").listFiles().findAll { it.name.endsWith('.xml') }*.text.join() }
def withJqwik = reports('surefire-reports')
assert withJqwik.contains('testcase name="itIsALattice"')
assert withJqwik.contains('testcase name="bytesAreTheSameInEveryJvm"')
assert withJqwik.contains('testcase name="convergesInTheSimulator"')
def withoutJqwik = reports('without-jqwik')
assert withoutJqwik.contains('testcase name="keepsTheLaw(Law)[1]"')
assert withoutJqwik.contains('testcase name="hasTheSameBytesInEveryJvm"')
assert !withoutJqwik.contains('FlagLawsTest')
true
