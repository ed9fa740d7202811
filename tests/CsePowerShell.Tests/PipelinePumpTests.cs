using System.Diagnostics;
using System.Management.Automation;
using CsePowerShell.Cmdlets;

namespace CsePowerShell.Tests;

public sealed class PipelinePumpTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Fact]
    public void Posts_run_on_the_thread_that_called_run_and_in_order()
    {
        using PipelinePump pump = new();
        int pipeline = Environment.CurrentManagedThreadId;
        List<(int Thread, int Number)> written = [];

        Exception? failure = pump.Run(async _ =>
        {
            for (int i = 0; i < 100; i++)
            {
                int number = i;
                await pump.PostAsync(() => written.Add((Environment.CurrentManagedThreadId, number)));
            }
        });

        Assert.Null(failure);
        Assert.Equal(Enumerable.Range(0, 100), written.Select(entry => entry.Number));
        Assert.All(written, entry => Assert.Equal(pipeline, entry.Thread));
    }

    [Fact]
    public void An_answer_reaches_the_work_off_the_pipeline_thread()
    {
        using PipelinePump pump = new();
        int pipeline = Environment.CurrentManagedThreadId;
        int answeredOn = pipeline;
        int answer = 0;

        pump.Run(async _ =>
        {
            answer = await pump.AskAsync(() => 42);
            answeredOn = Environment.CurrentManagedThreadId;
        });

        Assert.Equal(42, answer);
        Assert.NotEqual(pipeline, answeredOn);
    }

    [Fact]
    public void What_the_work_throws_is_returned_after_what_it_posted_is_written()
    {
        using PipelinePump pump = new();
        bool written = false;

        Exception? failure = pump.Run(_ =>
        {
            pump.Post(() => written = true);
            throw new FormatException("broken");
        });

        Assert.IsType<FormatException>(failure);
        Assert.True(written);
    }

    [Fact]
    public void What_a_write_throws_is_the_engines_and_is_thrown_on_while_the_work_is_cancelled()
    {
        using PipelinePump pump = new();
        using ManualResetEventSlim workSawIt = new();
        EngineException thrown = new();

        EngineException caught = Assert.Throws<EngineException>(() => pump.Run(async stop =>
        {
            try
            {
                await pump.PostAsync(() => throw thrown);
            }
            catch (OperationCanceledException)
            {
                Assert.True(SpinWait.SpinUntil(() => stop.IsCancellationRequested, s_patience));
                workSawIt.Set();
            }
        }));

        Assert.Same(thrown, caught);
        Assert.True(workSawIt.Wait(s_patience, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Unanswered_questions_are_released_when_the_pipeline_leaves_early()
    {
        using PipelinePump pump = new();
        List<Task> questions = [];

        Assert.Throws<EngineException>(() => pump.Run(async _ =>
        {
            questions.Add(pump.PostAsync(() => throw new EngineException()));
            questions.AddRange(Enumerable.Range(0, 50).Select(_ => pump.PostAsync(() => Thread.Sleep(1))));
            await Task.WhenAll(questions);
        }));

        Assert.True(SpinWait.SpinUntil(() => questions.TrueForAll(question => question.IsCompleted), s_patience));
        Assert.Contains(questions, question => question.IsCanceled);
    }

    [Fact]
    public async Task Stop_ends_the_run_at_once_even_with_a_thousand_posts_pending()
    {
        using PipelinePump pump = new();
        using ManualResetEventSlim filled = new();
        Task stopper = Task.Run(() =>
        {
            filled.Wait(s_patience);
            pump.Stop();
        }, TestContext.Current.CancellationToken);

        Stopwatch watch = Stopwatch.StartNew();
        Assert.ThrowsAny<PipelineStoppedException>(() => pump.Run(async stop =>
        {
            for (int i = 0; i < 1000; i++)
            {
                pump.Post(() => Thread.Sleep(20));
            }

            filled.Set();
            await Task.Delay(Timeout.Infinite, stop);
        }));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}; all posts would have taken 20 s.");
        await stopper.WaitAsync(s_patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Work_that_does_not_listen_holds_the_prompt_for_the_grace_and_no_longer()
    {
        using PipelinePump pump = new(TimeSpan.FromMilliseconds(200));
        using ManualResetEventSlim never = new();
        pump.Post(() => { });
        Task stopper = Task.Run(async () =>
        {
            await Task.Delay(100);
            pump.Stop();
        }, TestContext.Current.CancellationToken);

        Stopwatch watch = Stopwatch.StartNew();
        Assert.ThrowsAny<PipelineStoppedException>(() => pump.Run(_ =>
        {
            never.Wait(s_patience, CancellationToken.None);
            return Task.CompletedTask;
        }));

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"It took {watch.Elapsed}.");
        never.Set();
        await stopper.WaitAsync(s_patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Last_words_are_said_on_the_pipeline_thread_when_stopped_and_not_otherwise()
    {
        int pipeline = Environment.CurrentManagedThreadId;
        using PipelinePump quiet = new();
        quiet.LastWords = () => Assert.Fail("It was not stopped.");
        Assert.Null(quiet.Run(_ => Task.CompletedTask));

        using PipelinePump pump = new();
        int saidOn = 0;
        pump.LastWords = () => saidOn = Environment.CurrentManagedThreadId;
        Assert.ThrowsAny<PipelineStoppedException>(() => pump.Run(stop =>
        {
            pump.Stop();
            return Task.Delay(Timeout.Infinite, stop);
        }));
        Assert.Equal(pipeline, saidOn);
    }

    [Fact]
    public void A_post_after_the_run_is_dropped_and_a_question_is_cancelled()
    {
        using PipelinePump pump = new();
        pump.Run(_ => Task.CompletedTask);

        pump.Post(() => Assert.Fail("The pipeline has moved on."));
        Assert.True(pump.AskAsync(() => 1).IsCanceled);
    }

    [Fact]
    public void A_run_after_a_stop_does_nothing()
    {
        using PipelinePump pump = new();
        pump.Stop();
        Assert.ThrowsAny<PipelineStoppedException>(() => pump.Run(_ => throw new InvalidOperationException("must not start")));
    }

    [Fact]
    public void Runs_follow_each_other_as_records_do()
    {
        using PipelinePump pump = new();
        List<int> written = [];
        for (int i = 0; i < 50; i++)
        {
            int record = i;
            Assert.Null(pump.Run(_ => pump.PostAsync(() => written.Add(record))));
        }

        Assert.Equal(Enumerable.Range(0, 50), written);
    }

    [Fact]
    public void Posts_from_many_threads_are_all_written()
    {
        using PipelinePump pump = new();
        int written = 0;
        Assert.Null(pump.Run(_ => Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 100; i++)
            {
                await pump.PostAsync(() => written++);
            }
        })))));
        Assert.Equal(2000, written);
    }

    /// <summary>Stands for the engine's own exceptions, which a test cannot make: the pipeline wants no more, -ErrorAction Stop.</summary>
    private sealed class EngineException : Exception;
}
