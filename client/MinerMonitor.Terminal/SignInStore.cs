using System.Text.Json;
using System.Text.Json.Serialization;

namespace MinerMonitor.Terminal;

/// <summary>The stored sign-in: address and key in a file that only its owner can read.</summary>
internal sealed class SignInStore
{
    private readonly string _folder;

    public SignInStore(string folder) => _folder = folder;

    public string Path => System.IO.Path.Combine(_folder, "sign-in.json");

    /// <summary>The stored sign-in, or null when there is none.</summary>
    /// <exception cref="InputException">The file is there and unreadable.</exception>
    public StoredSignIn? Read()
    {
        if (!File.Exists(Path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(Path), SignInJson.Default.StoredSignIn);
        }
        catch (JsonException)
        {
            throw new InputException($"The stored sign-in {Path} is damaged; delete it and run 'miner-monitor sign-in' again.");
        }
    }

    public void Write(StoredSignIn signIn)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // A new file each time: the mode of one that was there already would stay.
        var draft = Path + ".new";
        File.Delete(draft);
        using (var file = new FileStream(draft, options))
        {
            JsonSerializer.Serialize(file, signIn, SignInJson.Default.StoredSignIn);
        }

        File.Move(draft, Path, overwrite: true);
    }

    public bool Delete()
    {
        var was = File.Exists(Path);
        File.Delete(Path);
        return was;
    }
}

/// <summary>Address and key of a server.</summary>
internal sealed record StoredSignIn(string Url, string Key);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StoredSignIn))]
internal sealed partial class SignInJson : JsonSerializerContext;
