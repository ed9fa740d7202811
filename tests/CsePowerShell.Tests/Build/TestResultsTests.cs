using System.Xml.Linq;
using CsePowerShell.Build;
using CsePowerShell.Build.Testing;

namespace CsePowerShell.Tests.Build;

/// <summary>What the build's test command makes of a runner's report: nothing that went wrong may look like a pass.</summary>
public sealed class TestResultsTests
{
    private static TestResults Read(string xml) => new XunitProject(Checkout.Find(), "Some.Tests").Read(XDocument.Parse(xml));

    [Fact]
    public void Every_test_of_a_report_is_counted_once()
    {
        TestResults results = Read("""
            <assemblies><assembly><collection>
              <test name="a" type="T" method="A" result="Pass" />
              <test name="b" type="T" method="B" result="Skip"><reason>no sshd</reason></test>
              <test name="c(1)" type="T" method="C" result="Fail"><failure><message>one
            two</message><stack-trace>at C</stack-trace></failure></test>
            </collection></assembly></assemblies>
            """);

        Assert.Equal((1, 1, 1), (results.Passed, results.Failed, results.Skipped));
        Assert.Equal("b: no sshd", Assert.Single(results.Skips));
        FailedTest failed = Assert.Single(results.Failures);
        Assert.Equal(("c(1)", "T.C", "one | two"), (failed.Name, failed.Place, failed.ShortMessage));
    }

    [Fact]
    public void A_clean_up_that_broke_is_a_failure_that_cannot_be_run_again()
    {
        TestResults results = Read("""
            <assemblies><assembly><errors><error type="test-class-cleanup" name="T"><failure><message>left behind</message></failure></error></errors>
            <collection><test name="a" type="T" method="A" result="Pass" /></collection></assembly></assemblies>
            """);

        FailedTest failed = Assert.Single(results.Failures);
        Assert.Equal(("Some.Tests T", "left behind"), (failed.Name, failed.Message));
        Assert.Null(failed.Runner);
    }

    [Fact]
    public void A_test_that_passed_on_the_second_look_is_counted_as_passed_and_the_other_is_not()
    {
        FailedTest once = new("once", "?");
        FailedTest twice = new("twice", "!");
        TestResults results = new TestResults { Passed = 3, Failures = [once, twice] }.WithPassed([once]);

        Assert.Equal((4, 1), (results.Passed, results.Failed));
        Assert.Equal(twice, Assert.Single(results.Failures));
    }

    [Fact]
    public async Task A_runner_that_was_stopped_for_taking_too_long_is_a_failure_and_not_the_end_of_the_others()
    {
        TestResults results = await TestRun.TimedAsync("Some.Tests", new Endless());
        FailedTest failed = Assert.Single(results.Failures);
        Assert.Equal(("Some.Tests", "It did not end within 20 minutes."), (failed.Name, failed.Message));
        Assert.Null(failed.Runner);
    }

    [Fact]
    public void A_run_without_a_report_is_a_failure()
    {
        Assert.Equal((0, 1), (TestResults.Broken("Pester", "no pwsh").Passed, TestResults.Broken("Pester", "no pwsh").Failed));
    }

    private sealed class Endless : ITestRunner
    {
        public Task<TestResults> RunAsync(FailedTest[] again) => throw new BuildException("It did not end within 20 minutes.");
    }
}
