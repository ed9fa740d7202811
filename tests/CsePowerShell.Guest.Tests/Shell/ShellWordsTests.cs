using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace CsePowerShell.Guest.Tests;

public sealed class ShellWordsTests
{
    [Fact]
    public void Any_list_of_words_arrives_intact_through_a_real_shell()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "There is no /bin/sh.");
        Gen<string> word = Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""),
            Gen.Elements("", " ", "'", "''", "'\\''", "\"", "\\", "$(id)", "`id`", "\n", "\n\n", "*", "~root", "-e", "--", "!!", "é😀", "\u0001", "&&", "|", "#x", "a=b", "{a,b}"))
            .Where(text => !text.Contains('\0') && IsUtf16(text));

        Prop.ForAll(word.ListOf().Select(list => list.ToArray()).ToArbitrary(), words =>
        {
            string line = ShellWords.Join(["printf", "%s\\0", "begin", .. words]);
            return Through("/bin/sh", ["-c", line]).SequenceEqual(["begin", .. words]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    [Fact]
    public void Any_list_of_arguments_arrives_intact_in_a_local_process()
    {
        Assert.SkipUnless(File.Exists("/bin/sh"), "There is no /bin/sh.");
        Gen<string> word = Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""),
            Gen.Elements("", " ", "\\", "\\\\", "\"", "\\\"", "a\\ b\\", "a b", "\t", "'", "\\\\\" x"))
            .Where(text => !text.Contains('\0') && IsUtf16(text));

        Prop.ForAll(word.ListOf().Select(list => list.ToArray()).ToArbitrary(), words =>
        {
            ProcessStartInfo start = new("/bin/sh") { Arguments = ProcessArguments.Join(["-c", "printf '%s\\0' \"$@\"", "sh", "begin", .. words]) };
            return Through(start).SequenceEqual(["begin", .. words]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));
    }

    [Fact]
    public void What_no_shell_can_carry_is_refused()
    {
        Assert.Throws<ArgumentException>(() => ShellWords.Quote("a\0b"));
        Assert.Throws<ArgumentException>(() => ShellWords.Quote("\ud800"));
        Assert.Throws<ArgumentException>(() => ShellWords.Quote("\udc00x"));
        Assert.Throws<ArgumentException>(() => ShellWords.Join([new string('x', 200_000)]));
        Assert.Throws<ArgumentException>(() => new RemoteRun(new GuestCommand("true") { Environment = new Dictionary<string, string> { ["A B"] = "x" } }));
        Assert.Throws<ArgumentException>(() => new RemoteRun(new GuestCommand("")));
        Assert.Throws<ArgumentException>(() => new RemoteRun(new GuestCommand("true") { Deadline = TimeSpan.Zero }));
    }

    private static bool IsUtf16(string text)
    {
        try
        {
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetBytes(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }

    private static string[] Through(string program, string[] arguments) => Through(new ProcessStartInfo(program, arguments));

    private static string[] Through(ProcessStartInfo start)
    {
        start.RedirectStandardOutput = true;
        start.StandardOutputEncoding = new UTF8Encoding(false);
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit(10_000);
        return output.Length == 0 ? [] : output[..^1].Split('\0');
    }
}
