using System.Globalization;

namespace MinerMonitor.Silo.Storage;

/// <summary>The one folder that a silo with an embedded store writes to, locked against a second process for as long as it runs.</summary>
internal sealed class DataFolder : IDisposable
{
    private readonly FileStream? _lock;
    private readonly List<FileStream> _kept = [];

    private DataFolder(string path, FileStream? lockFile)
    {
        Path = path;
        _lock = lockFile;
    }

    /// <summary>Full path.</summary>
    public string Path { get; }

    /// <summary>Folder used when none is named: in the user's own data, outside of any build output.</summary>
    public static string Default => System.IO.Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "miner-monitor");

    /// <summary>Makes the folder if need be and, for an embedded store, locks it.</summary>
    /// <exception cref="InvalidOperationException">Another process uses it, or it cannot be written; the message says what to do.</exception>
    public static DataFolder Open(string path, bool isExclusive)
    {
        var full = System.IO.Path.GetFullPath(path);
        try
        {
            Directory.CreateDirectory(full);
            if (!isExclusive)
            {
                return new DataFolder(full, null); // with an outside Redis it only holds the first key and the ports of one silo
            }

            var lockPath = System.IO.Path.Combine(full, "lock");
            var lockFile = new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            lockFile.SetLength(0);
            lockFile.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            lockFile.Flush();
            return new DataFolder(full, lockFile);
        }
        catch (IOException exception) when (File.Exists(System.IO.Path.Combine(full, "lock")))
        {
            throw new InvalidOperationException(
                $"The data folder {full} is in use by another miner-monitor process. Stop that one, or name another folder with --data DIR.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The data folder {full} cannot be written: {exception.Message} Name another one with --data DIR.", exception);
        }
    }

    /// <summary>Opens a file of this folder for this process alone, for as long as it runs, however it ends; null when another process has it, or it cannot be written.</summary>
    public FileStream? TryKeep(string name)
    {
        try
        {
            var file = new FileStream(System.IO.Path.Combine(Path, name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            _kept.Add(file);
            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _kept.ForEach(file => file.Dispose());
        _lock?.Dispose();
    }
}
