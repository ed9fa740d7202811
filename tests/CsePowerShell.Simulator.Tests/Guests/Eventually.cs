namespace CsePowerShell.Simulator.Tests.Guests;

/// <summary>Waits for what another process or task is about to do.</summary>
internal static class Eventually
{
    public static async Task TrueAsync(Func<Task<bool>> condition, string what, int seconds = 10)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        while (!await condition())
        {
            if (limit.IsCancellationRequested)
                Assert.Fail($"Not within {seconds} s: {what}");
            await Task.Delay(20, CancellationToken.None);
        }
    }

    public static Task TrueAsync(Func<bool> condition, string what, int seconds = 10) => TrueAsync(() => Task.FromResult(condition()), what, seconds);
}
