using FsCheck;
using FsCheck.Fluent;
using Newtonsoft.Json.Linq;

namespace CsePowerShell.Clusters.Tests;

public class MetadataDocumentTests
{
    [Fact]
    public void A_small_document_is_one_value_with_its_version()
    {
        KeyValuePair<string, string> entry = Assert.Single(MetadataDocument.Write("k", new JObject { ["a"] = 1 }));
        Assert.Equal("k", entry.Key);
        Assert.Equal("""{"v":1,"a":1}""", entry.Value);
    }

    [Fact]
    public void What_was_written_is_read_whatever_its_size()
    {
        Gen<JObject> gen =
            from phase in ArbMap.Default.GeneratorFor<NonNull<string>>()
            from items in Gen.Choose(0, 60)
            from size in Gen.Choose(1, 300)
            from letter in Gen.Elements('x', 'ü', '"', '\\', '\n', '漢')
            select new JObject
            {
                ["phase"] = phase.Get.Length > 40 ? phase.Get[..40] : phase.Get,
                ["list"] = new JArray(Enumerable.Range(0, items).Select(item => new JObject { ["n"] = item, ["t"] = new string(letter, size / 3) })),
                ["map"] = new JObject(Enumerable.Range(0, items).Select(item => new JProperty("key" + item, new string(letter, size)))),
            };
        Prop.ForAll(Arb.From(gen), document =>
        {
            IReadOnlyList<KeyValuePair<string, string>> entries = MetadataDocument.Write("cse.ps.status", document);
            JObject? read = MetadataDocument.Read("cse.ps.status", entries.ToDictionary(entry => entry.Key, entry => entry.Value));
            var expected = (JObject)document.DeepClone();
            expected.AddFirst(new JProperty("v", 1));
            foreach (string name in new[] { "list", "map" })
            {
                if (!expected[name]!.HasValues)
                    expected.Remove(name);
            }

            return entries.All(entry => entry.Value.Length <= MetadataDocument.MaxLength) && JToken.DeepEquals(expected, read);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    [Fact]
    public void The_first_part_alone_can_be_read()
    {
        StoredStatus status = new() { Phase = StoredStatus.Ready };
        status.ReadyByPool["workers"] = 3;
        for (int vm = 0; vm < 50; vm++)
            status.HostKeys[Guid.NewGuid().ToString()] = "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU";
        IReadOnlyList<KeyValuePair<string, string>> entries = MetadataDocument.Write(MetadataKeys.Status, status.ToJson());
        Assert.True(entries.Count > 3);
        Assert.Equal("cse.ps.status.2", entries[1].Key);

        StoredStatus read = StoredStatus.FromJson(MetadataDocument.Read(MetadataKeys.Status, new Dictionary<string, string> { [entries[0].Key] = entries[0].Value }))!;

        Assert.Equal(StoredStatus.Ready, read.Phase);
        Assert.Equal(3, read.ReadyByPool["workers"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"a":1}""")]
    [InlineData("""{"v":2,"a":1}""")]
    [InlineData("""{"v":"1","a":1}""")]
    [InlineData("""{"v":99999999999999999999999}""")]
    public void What_a_tenant_may_have_written_is_never_an_exception(string text) =>
        Assert.Null(MetadataDocument.Read("k", new Dictionary<string, string> { ["k"] = text }));

    [Theory]
    [InlineData(MetadataKeys.Spec, """{"v":1,"more":"x","template":"t","pools":[]}""")]
    [InlineData(MetadataKeys.Spec, """{"v":1,"more":1e300,"template":"t","pools":[{"name":"w","count":99999999999,"next":"x","skip":[99999999999,"x",null,-1]}]}""")]
    [InlineData(MetadataKeys.Spec, """{"v":1,"template":"t","pools":[1,[],{"name":{},"role":[],"count":2147483647},{"name":null,"count":2147483647}]}""")]
    [InlineData(MetadataKeys.Status, """{"v":1,"phase":"ready","ready":{"a":2147483647,"b":2147483647,"c":"x"},"keys":{"a":1},"cert":"soon"}""")]
    [InlineData(MetadataKeys.Operation, """{"v":1,"id":"x","kind":"17","pct":"x","deadline":7,"cordoned":[1,{}]}""")]
    [InlineData(MetadataKeys.Operation, """{"v":1,"id":"x","kind":"Resize","pct":99999999999,"deadline":"never","ended":"0001-01-01T00:00:00+14:00"}""")]
    [InlineData("cse.ps.lease.x", """{"v":1,"kind":"99","expires":"9999-12-31T23:59:59Z"}""")]
    public void One_tenants_nonsense_does_not_spoil_the_providers_list(string key, string text)
    {
        ClusterMarks marks = ClusterMarks.Of(new Dictionary<string, VCloud.MetadataValue>
        {
            [MetadataKeys.ClusterId] = VCloud.MetadataValue.Of(Guid.NewGuid().ToString()),
            [key] = VCloud.MetadataValue.Of(text),
        });
        _ = marks.Spec?.Pools.Sum(pool => pool.Count + pool.Next + pool.Skipped.Sum());
        _ = marks.Status?.ReadyByPool.Values.Sum();
        _ = marks.Operation?.StateAt(DateTimeOffset.UtcNow, (_, _) => false);
        Assert.All(marks.Leases, lease => Assert.False(lease.IsLive(DateTimeOffset.UtcNow, (_, _) => false)));
        Assert.True(marks.Operation is null || Enum.IsDefined(marks.Operation.Kind));
    }

    [Fact]
    public void A_value_that_fits_nowhere_is_refused() =>
        Assert.Throws<ArgumentException>(() => MetadataDocument.Write("k", new JObject { ["text"] = new string('x', 1001) }));

    [Fact]
    public void A_spec_comes_back_as_it_was()
    {
        StoredSpec spec = Specs.Stored(7, ("gpu", 2), ("big", 9));
        spec.Pools[2].Skipped = [3, 5];
        spec.Pools[3].StorageProfile = "gold";
        spec.StorageProfile = "silver";
        IReadOnlyList<KeyValuePair<string, string>> entries = MetadataDocument.Write(MetadataKeys.Spec, spec.ToJson());
        StoredSpec? read = StoredSpec.FromJson(MetadataDocument.Read(MetadataKeys.Spec, entries.ToDictionary(entry => entry.Key, entry => entry.Value)));
        Assert.True(JToken.DeepEquals(spec.ToJson(), read!.ToJson()));
    }

    [Fact]
    public void An_operation_comes_back_as_it_was_with_its_message_cut()
    {
        var operation = new StoredOperation
        {
            Id = Guid.NewGuid().ToString(),
            Kind = OperationKind.Resize,
            Phase = "Draining",
            Percent = 40,
            Deadline = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Started = new DateTimeOffset(2026, 1, 2, 3, 0, 0, TimeSpan.Zero),
            Ended = new DateTimeOffset(2026, 1, 2, 3, 9, 0, TimeSpan.Zero),
            Actor = new Actor { User = "alice@acme", Host = "host/ab", Process = "12/34" },
            ErrorCode = ErrorCodes.DrainBlocked,
            ErrorMessage = new string('m', 5000),
            Cordoned = ["node-a1b2", "node-c3d4"],
        };
        IReadOnlyList<KeyValuePair<string, string>> entries = MetadataDocument.Write(MetadataKeys.Operation, operation.ToJson());
        StoredOperation read = StoredOperation.FromJson(MetadataDocument.Read(MetadataKeys.Operation, entries.ToDictionary(entry => entry.Key, entry => entry.Value)))!;
        Assert.Single(entries);
        Assert.True(JToken.DeepEquals(operation.ToJson(), read.ToJson()));
        Assert.Equal(320, read.ErrorMessage!.Length);
    }

    [Fact]
    public void A_pool_that_claims_billions_of_slots_does_not_keep_us_busy()
    {
        JObject json = Specs.Stored().ToJson();
        json["v"] = 1;
        json["pools"]![1]!["next"] = int.MaxValue;
        StoredSpec spec = StoredSpec.FromJson(MetadataDocument.Read("k", new Dictionary<string, string> { ["k"] = json.ToString() }))!;
        Assert.Equal(100_000, spec.Pools[1].Next);
    }
}
