using Microsoft.Extensions.Time.Testing;
using MinerMonitor.Grains.Access;
using Xunit;

namespace MinerMonitor.Grains.Tests.Access;

public sealed class KeyGrainTests(KeyCluster cluster) : IClassFixture<KeyCluster>
{
    private const long DayMs = 86_400_000;
    private static readonly byte[] s_hash = [1, 2, 3];

    private readonly FakeTimeProvider _time = cluster.Time;

    [Fact]
    public async Task Verifies_its_own_secret_and_no_other()
    {
        var key = await CreateAsync("verify");

        Assert.Equal("verify", (await key.VerifyAsync(s_hash))?.Id);
        Assert.Null(await key.VerifyAsync([3, 2, 1]));
        Assert.Null(await key.VerifyAsync([]));
    }

    [Fact]
    public async Task A_key_that_was_never_made_verifies_nothing()
    {
        var key = Key("never");

        Assert.Null(await key.VerifyAsync([]));
        Assert.Null(await key.GetAsync());
        Assert.False(await key.RevokeAsync());
    }

    [Fact]
    public async Task An_id_is_made_once()
    {
        var key = await CreateAsync("once");

        Assert.False(await key.CreateAsync(new KeyDraft("thief", ["admin"], [9], null)));
        Assert.Null(await key.VerifyAsync([9]));
    }

    [Fact]
    public async Task Remembers_its_last_use_to_the_minute()
    {
        var key = await CreateAsync("use");
        Assert.Null((await key.GetAsync())!.LastUsedAtMs);

        await key.VerifyAsync(s_hash);

        Assert.Equal(_time.GetUtcNow().ToUnixTimeMilliseconds() / 60_000 * 60_000, (await key.GetAsync())!.LastUsedAtMs);
    }

    [Fact]
    public async Task Expires_and_can_be_moved_on_before()
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        var key = await CreateAsync("expiry", expiresAtMs: now + DayMs);
        await key.RenewAsync(now + (2 * DayMs));

        _time.Advance(TimeSpan.FromDays(1.5));
        Assert.NotNull(await key.VerifyAsync(s_hash));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Null(await key.VerifyAsync(s_hash));

        await key.RenewAsync(now + (30 * DayMs));
        Assert.Null(await key.VerifyAsync(s_hash));
    }

    [Fact]
    public async Task Ends_with_the_key_that_it_was_derived_from()
    {
        var source = await CreateAsync("source");
        var display = Key("display");
        await display.CreateAsync(new KeyDraft("display", ["fleet:a:read"], s_hash, null, "source", IsDisplay: true));
        Assert.NotNull(await display.VerifyAsync(s_hash));

        await source.RevokeAsync();

        Assert.Null(await display.VerifyAsync(s_hash));
    }

    [Fact]
    public async Task Keeps_its_state_over_a_deactivation()
    {
        var key = await CreateAsync("durable");
        await key.VerifyAsync(s_hash);

        await cluster.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, TestContext.Current.CancellationToken);

        Assert.NotNull((await key.GetAsync())?.LastUsedAtMs);
        Assert.NotNull(await key.VerifyAsync(s_hash));
    }

    [Fact]
    public async Task The_index_lists_in_order_page_by_page_and_knows_admins()
    {
        var index = cluster.Grains.GetGrain<IKeyIndexGrain>(KeyIndex.Key);
        foreach (var id in new[] { "0-c", "0-a", "0-b" })
        {
            await CreateAsync(id, scope: id == "0-b" ? "admin" : "fleet:x:read");
        }

        await cluster.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero, TestContext.Current.CancellationToken);

        Assert.Equal(["0-a", "0-b"], await index.ListAsync(null, 2));
        Assert.Equal("0-c", (await index.ListAsync("0-b", 2))[0]);
        Assert.Equal(["0-b"], await index.ListAdminsAsync());
        await Key("0-b").RevokeAsync();
        Assert.Empty(await index.ListAdminsAsync());
    }

    private IKeyGrain Key(string id) => cluster.Grains.GetGrain<IKeyGrain>(id);

    private async Task<IKeyGrain> CreateAsync(string id, long? expiresAtMs = null, string scope = "fleet:x:read")
    {
        Assert.True(await Key(id).CreateAsync(new KeyDraft(id, [scope], s_hash, expiresAtMs)));
        return Key(id);
    }
}
