using MinerMonitor.Silo.Access;
using Xunit;

namespace MinerMonitor.Silo.Tests.Access;

public sealed class ScopeTests
{
    [Theory]
    [InlineData("admin")]
    [InlineData("operator:pool:read")]
    [InlineData("fleet:acme:read")]
    [InlineData("fleet:acme:write")]
    [InlineData("fleet:a:b:write")]
    [InlineData("site:acme/north:read")]
    [InlineData("site:acme/north:1:write")]
    public void Reads_and_writes_the_same_text(string text)
    {
        Assert.True(AccessScope.TryParse(text, out var scope, out _));
        Assert.Equal(text, scope.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Admin")]
    [InlineData("admin:read")]
    [InlineData("operator:pool:write")]
    [InlineData("fleet:acme")]
    [InlineData("fleet::read")]
    [InlineData("fleet:acme:delete")]
    [InlineData("fleet:acme/north:read")]
    [InlineData("site:acme:read")]
    [InlineData("site:acme/:read")]
    [InlineData("site:/north:read")]
    [InlineData("fleet:ac\nme:read")]
    [InlineData("planet:mars:read")]
    public void Refuses_what_is_no_scope_and_names_the_forms(string text)
    {
        Assert.False(AccessScope.TryParse(text, out var scope, out var fault));
        Assert.Null(scope);
        Assert.Contains("fleet:ID:read", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("admin", true, true, true, true)]
    [InlineData("fleet:acme:write", true, true, true, true)]
    [InlineData("fleet:acme:read", true, false, true, false)]
    [InlineData("site:acme/north:write", false, false, true, true)]
    [InlineData("site:acme/north:read", false, false, true, false)]
    [InlineData("site:acme/south:write", false, false, false, false)]
    [InlineData("fleet:other:write", false, false, false, false)]
    [InlineData("fleet:acme2:write", false, false, false, false)]
    [InlineData("operator:acme:read", false, false, false, false)]
    public void Grants_what_it_says_and_nothing_more(string text, bool readsFleet, bool writesFleet, bool readsSite, bool writesSite)
    {
        Assert.True(AccessScope.TryParse(text, out var scope, out _));
        var grant = new AccessGrant("k", [scope]);

        Assert.Equal(readsFleet, grant.CoversFleet("acme"));
        Assert.Equal(writesFleet, grant.CanWriteFleet("acme"));
        Assert.Equal(readsSite, grant.CoversFleet("acme") || grant.CoversSite("acme", "north"));
        Assert.Equal(writesSite, grant.CanWriteSite("acme", "north"));
    }

    [Fact]
    public void Key_text_reads_back_and_is_never_the_same_twice()
    {
        var (text, key) = KeyText.Create();

        Assert.True(KeyText.TryParse(text, out var read));
        Assert.Equal(key.Id, read.Id);
        Assert.Equal(key.SecretHash, read.SecretHash);
        Assert.StartsWith($"mm_{key.Id}_", text, StringComparison.Ordinal);
        Assert.NotEqual(text, KeyText.Create().Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("mm_")]
    [InlineData("mm_short_secret")]
    [InlineData("xx_abcdefghijkm_secret")]
    [InlineData("mm_ABCDEFGHIJKM_secret")]
    [InlineData("mm_abcdefghijkm")]
    public void Refuses_what_is_no_key(string text) => Assert.False(KeyText.TryParse(text, out _));
}
