using DaxNative.Testing;
using Xunit;

namespace DaxNative.Tests;

public class LineSetTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(5000)]
    [InlineData(300_000)]
    public void ASet_HasTheRunsThatWereAdded(int lines)
    {
        var set = new LineSet(lines);
        var random = new Random(lines);
        for (int round = 0; round < 5; round++)
        {
            var expected = new SortedSet<int>();
            for (int i = 0; i < 40; i++)
            {
                int first = random.Next(lines);
                int end = Math.Min(lines, first + (random.Next(4) == 0 ? random.Next(1, 300) : 1));
                set.Add(first, end);
                expected.UnionWith(Enumerable.Range(first, end - first));
            }

            var found = new List<int>();
            for (int first = set.NextRun(0, out int end); first != LineSet.None; first = set.NextRun(end, out end))
            {
                Assert.True(end > first);
                Assert.DoesNotContain(end, expected);
                found.AddRange(Enumerable.Range(first, end - first));
            }

            Assert.Equal(expected, found);
            set.Clear();
            Assert.Equal(LineSet.None, set.NextRun(0, out _));
        }
    }

    [Fact]
    public void ASetThatIsFilledByTwoThreads_MissesNothingThatWasAdded()
    {
        const int Lines = 1 << 16;
        var set = new LineSet(Lines);
        Parallel.For(0, 2, writer =>
        {
            for (int line = writer; line < Lines; line += 2)
            {
                set.Add(line, line + 1);
                Assert.Equal(line, set.NextRun(line, out _));
            }
        });
        Assert.Equal(0, set.NextRun(0, out int end));
        Assert.Equal(Lines, end);
    }
}
