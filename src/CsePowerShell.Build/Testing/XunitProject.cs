using System.Globalization;
using System.Xml.Linq;
using CsePowerShell.Build.Machine;

namespace CsePowerShell.Build.Testing;

/// <summary>One xunit project, run as the program it is.</summary>
internal sealed class XunitProject(Checkout checkout, string project) : ITestRunner
{
    public async Task<TestResults> RunAsync(FailedTest[] again)
    {
        string file = checkout.FreshResults(project + ".xml");
        string[] methods = [.. again.Select(failed => failed.Place).Distinct().SelectMany(place => (string[])["-method", place])];
        Output run = await Programs.RunAsync("dotnet", [checkout.Built(project), "-noLogo", "-noColor", "-longRunning", "60", "-maxThreads", "2x", "-xml", file, .. methods], TimeSpan.FromMinutes(20), checkout.TestEnvironment);
        if (!File.Exists(file))
        {
            return TestResults.Broken(project, $"ended without a result (exit code {run.ExitCode}):\n{run.Text}");
        }

        TestResults results = Read(XDocument.Load(file));
        // A run that says nothing is wrong and still exits with an error was cut off: that is a failure, too.
        return run.ExitCode != 0 && results.Failed == 0 ? results + TestResults.Broken(project, $"ended with exit code {run.ExitCode}:\n{run.Text}") : results;
    }

    internal TestResults Read(XDocument document)
    {
        XElement[] tests = [.. document.Descendants("test")];
        XElement[] With(string result) => [.. tests.Where(test => (string?)test.Attribute("result") == result)];
        XElement[] skipped = With("Skip");
        return new TestResults
        {
            Passed = With("Pass").Length,
            Skipped = skipped.Length,
            Skips = [.. skipped.Select(test => $"{(string?)test.Attribute("name")}: {test.Element("reason")?.Value}")],
            Failures =
            [
                .. With("Fail").Select(test => new FailedTest((string?)test.Attribute("name") ?? "", Message(test))
                {
                    Runner = this,
                    Place = string.Create(CultureInfo.InvariantCulture, $"{(string?)test.Attribute("type")}.{(string?)test.Attribute("method")}"),
                }),
                // Set-up and clean-up of a class or a project: no test that could be named.
                .. document.Descendants("error").Select(error => new FailedTest($"{project} {(string?)error.Attribute("name")}".TrimEnd(), Message(error))),
            ],
        };
    }

    private static string Message(XElement test) =>
        $"{test.Descendants("message").FirstOrDefault()?.Value}\n{test.Descendants("stack-trace").FirstOrDefault()?.Value}".Trim();
}
