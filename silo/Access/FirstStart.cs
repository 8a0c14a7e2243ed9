using MinerMonitor.Grains.Access;

namespace MinerMonitor.Silo.Access;

/// <summary>Makes the admin key of a new server, and the sign-in link of every start.</summary>
internal sealed class FirstStart(IGrainFactory grains, SignInCodes codes)
{
    /// <summary>Name of the file that holds the first admin key.</summary>
    public const string FileName = "admin.key";

    /// <summary>Makes an admin key unless there is a good one, and a code that signs in as admin. Call once, when the silo is active.</summary>
    /// <param name="dataFolder">Folder for <see cref="FileName"/>, readable by its owner only.</param>
    /// <param name="cancellationToken">Stops the writing of the file.</param>
    public async Task<FirstStartResult> RunAsync(string dataFolder, CancellationToken cancellationToken)
    {
        foreach (var id in await grains.GetGrain<IKeyIndexGrain>(KeyIndex.Key).ListAdminsAsync())
        {
            if (await grains.GetGrain<IKeyGrain>(id).GetAsync() is not null)
            {
                return new FirstStartResult(null, codes.Create(id));
            }
        }

        var (text, key) = KeyText.Create();

        // The file first: a key that is stored but was never shown would lock everybody out for good.
        await WriteFileAsync(Path.Combine(dataFolder, FileName), text, cancellationToken);
        var draft = new KeyDraft("First admin", [AccessScope.Admin.ToString()], key.SecretHash, null);
        if (!await grains.GetGrain<IKeyGrain>(key.Id).CreateAsync(draft))
        {
            throw new InvalidOperationException("A new random key id is taken.");
        }

        return new FirstStartResult(text, codes.Create(key.Id));
    }

    private static async Task WriteFileAsync(string path, string text, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(path); // a mode is only applied to a new file
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var writer = new StreamWriter(path, options);
        await writer.WriteLineAsync(text.AsMemory(), cancellationToken);
    }
}

/// <summary>What to print at start.</summary>
/// <param name="AdminKey">The key just made; null when there was one.</param>
/// <param name="SignInCode">Code for <c>/sign-in?code=</c>: good once, for 15 minutes.</param>
internal sealed record FirstStartResult(string? AdminKey, string SignInCode);
