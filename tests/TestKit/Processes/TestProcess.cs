using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Switchroom.TestKit.Processes;

/// <summary>
/// A real peer or oracle that a test starts. Both of its outputs are kept, line by line; disposing kills it and its children by id.
/// </summary>
public sealed partial class TestProcess : IAsyncDisposable
{
    /// <summary>How long a wait takes before it fails; generous, since test machines are busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _lines = [];
    private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private TestProcess(Process process) => _process = process;

    /// <summary>Everything written so far to standard output and standard error, without the codes that move a terminal's cursor: result files cannot hold them.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>The process id.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => _process.HasExited;

    /// <summary>Its exit code, once it has ended.</summary>
    public int ExitCode => _process.ExitCode;

    /// <summary>Starts a program.</summary>
    /// <param name="program">A name on the path or a full path.</param>
    /// <param name="arguments">One element per argument; nothing is split or quoted.</param>
    /// <param name="folder">Working directory; the current one if null.</param>
    /// <param name="environment">Variables to set; null as a value removes one.</param>
    public static TestProcess Start(
        string program, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = folder ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        var started = new TestProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        started._process.OutputDataReceived += (_, line) => started.Take(line.Data);
        started._process.ErrorDataReceived += (_, line) => started.Take(line.Data);
        started._process.Exited += (_, _) => started.Wake();
        started._process.Start();
        started._process.BeginOutputReadLine();
        started._process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Waits for a line that matches and returns the match; lines already written count.</summary>
    /// <exception cref="InvalidOperationException">The process ended, or <see cref="Patience"/> did, without such a line; the message has the output.</exception>
    public async Task<Match> WaitForOutput(string pattern, TimeSpan? patience = null)
    {
        var regex = new Regex(pattern, RegexOptions.CultureInvariant);
        var limit = Stopwatch.StartNew();
        while (true)
        {
            var (match, grown) = Search(regex);
            if (match is not null)
            {
                return match;
            }

            var left = (patience ?? Patience) - limit.Elapsed;
            if (left <= TimeSpan.Zero || (_process.HasExited && await LastOutputRead() && Search(regex).Match is null))
            {
                throw new InvalidOperationException($"{_process.StartInfo.FileName} wrote no line like '{pattern}'. Its output:\n{Output}");
            }

            await Task.WhenAny(grown, Task.Delay(left));
        }
    }

    /// <summary>Waits until something holds, which is looked at again whenever the program writes a line.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Patience"/> ended without; the message has the output.</exception>
    public async Task WaitUntil(Func<bool> holds, string otherwise)
    {
        var limit = Stopwatch.StartNew();
        while (true)
        {
            Task grown;
            lock (_lines)
            {
                grown = _grown.Task;
            }

            if (holds())
            {
                return;
            }

            var left = Patience - limit.Elapsed;
            if (left <= TimeSpan.Zero || _process.HasExited)
            {
                throw new InvalidOperationException($"{_process.StartInfo.FileName}: {otherwise}. Its output:\n{Output}");
            }

            await Task.WhenAny(grown, Task.Delay(left));
        }
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    /// <exception cref="InvalidOperationException">It did not end in time; the message has the output.</exception>
    public async Task<int> WaitForExit(TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? Patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new InvalidOperationException($"{_process.StartInfo.FileName} did not end. Its output:\n{Output}");
        }

        return _process.ExitCode;
    }

    /// <summary>Writes a line to its standard input.</summary>
    public async Task WriteLine(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<bool> LastOutputRead()
    {
        await _process.WaitForExitAsync();
        return true;
    }

    private (Match? Match, Task Grown) Search(Regex regex)
    {
        lock (_lines)
        {
            return (_lines.Select(line => regex.Match(line)).FirstOrDefault(match => match.Success), _grown.Task);
        }
    }

    private void Take(string? line)
    {
        if (line is not null)
        {
            lock (_lines)
            {
                _lines.Add(ControlCodes().Replace(line, ""));
            }

            Wake();
        }
    }

    private void Wake()
    {
        TaskCompletionSource grown;
        lock (_lines)
        {
            grown = _grown;
            _grown = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        grown.SetResult();
    }

    [GeneratedRegex(@"\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f]")]
    private static partial Regex ControlCodes();
}
