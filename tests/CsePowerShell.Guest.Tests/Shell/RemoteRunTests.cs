using System.Text;
using System.Text.RegularExpressions;

namespace CsePowerShell.Guest.Tests;

public sealed class RemoteRunTests
{
    private readonly List<string> _seen = [];

    [Fact]
    public async Task Only_marks_with_the_run_s_own_id_count()
    {
        RemoteRun run = new(new GuestCommand("true") { OnLine = _seen.Add });
        string id = Regex.Match(run.Line, "[0-9a-f]{32}").Value;
        string other = new('0', 32);

        Error(run, $"Warning: something of ssh\ncse-start {other} 1\ncse-start {id} 4711\n");
        Error(run, $"cse-exit {other} 0\nlast\n\ncse-exit {id} 7\nConnection closed.\n");

        Assert.Equal(4711, await run.Started);
        Assert.Equal(7, await run.Exited);
        Assert.Equal([$"cse-exit {other} 0", "last", "Connection closed."], _seen);
    }

    [Theory]
    [InlineData("no line feed", new[] { "no line feed" })]
    [InlineData("with line feed\n", new[] { "with line feed" })]
    [InlineData("blank line\n\n", new[] { "blank line", "" })]
    [InlineData("\n\nblank lines first", new[] { "", "", "blank lines first" })]
    [InlineData("", new string[0])]
    public void The_program_s_error_output_is_kept_as_it_is_up_to_the_mark(string text, string[] lines)
    {
        foreach (int step in (int[])[1, 3, 1000])
        {
            _seen.Clear();
            RemoteRun run = new(new GuestCommand("true") { OnLine = _seen.Add });
            string id = Regex.Match(run.Line, "[0-9a-f]{32}").Value;
            string all = $"cse-start {id} 1\n{text}\ncse-exit {id} 0\n";
            for (int at = 0; at < all.Length; at += step)
                Error(run, all.Substring(at, Math.Min(step, all.Length - at)));
            run.Close();

            Assert.Equal(lines, _seen);
        }
    }

    [Fact]
    public async Task Whoever_kills_a_program_learns_its_id_even_if_that_comes_after_the_caller_was_answered()
    {
        RemoteRun run = new(new GuestCommand("true") { OnLine = _seen.Add });
        string mark = $"cse-start {Regex.Match(run.Line, "[0-9a-f]{32}").Value} 4711\n";

        Error(run, mark[..20]);
        run.Close();
        Error(run, mark[20..] + "and more\n");

        Assert.Equal(4711, await run.Started);
        Assert.Empty(_seen);
    }

    [Fact]
    public void Nothing_is_reported_after_the_caller_has_its_answer()
    {
        RemoteRun run = new(new GuestCommand("true") { OnLine = _seen.Add });
        run.OnOutput(Bytes("half"));
        run.Close();
        run.OnOutput(Bytes(" a line\n"));

        Assert.Equal(["half"], _seen);
    }

    private static void Error(RemoteRun run, string text) => run.OnError(Bytes(text));

    private static ArraySegment<byte> Bytes(string text) => new(Encoding.UTF8.GetBytes(text));
}
