using Weft.Data;

namespace Weft.Tests.Data;

public sealed class SketchesTests
{
    [Fact]
    public void Create_FewerPictures_AreTheFirstOfMore()
    {
        (ImageDataset train, ImageDataset test) = Sketches.Create(57, 23, seed: 3);
        (ImageDataset more, ImageDataset moreTest) = Sketches.Create(400, 100, seed: 3);
        Assert.Equal((57, 23), (train.Count, test.Count));
        for (int i = 0; i < train.Count; i++)
        {
            Assert.Equal(more.Labels[i], train.Labels[i]);
            Assert.True(more.Pixels(i).SequenceEqual(train.Pixels(i)));
        }

        Assert.True(moreTest.Pixels(22).SequenceEqual(test.Pixels(22)));
    }

    [Fact]
    public void Create_AnySeed_IsBalancedAndNothingComesTwice()
    {
        (ImageDataset train, ImageDataset test) = Sketches.Create(2000, 500, seed: 1);
        (ImageDataset other, _) = Sketches.Create(2000, 0, seed: 2);
        Assert.All(Enumerable.Range(0, 10), label => Assert.Equal((200, 50), (train.Labels.Count(label), test.Labels.Count(label))));
        Assert.False(other.Labels.SequenceEqual(train.Labels));
        HashSet<string> seen = [];
        foreach (ImageDataset data in (ImageDataset[])[train, test, other])
        {
            for (int i = 0; i < data.Count; i++)
            {
                Assert.True(seen.Add(Convert.ToBase64String(data.Pixels(i))));
            }
        }

        Assert.Equal("sketches", train.Name);
        Assert.Equal(FashionMnist.ClassNames, train.ClassNames);
    }

    [Fact]
    public void Create_SeedZero_HasTheSameBytesEverywhere()
    {
        (ImageDataset train, _) = Sketches.Create(1000, 0);
        ulong sum = 0;
        for (int i = 0; i < train.Count; i++)
        {
            foreach (byte pixel in train.Pixels(i))
            {
                sum = (sum * 31) + pixel;
            }
        }

        Assert.Equal(6161277479389932362UL, sum);
    }

    [Fact]
    public void Create_NegativeOrTooMany_Throws()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Sketches.Create(-1, 0));
        Assert.Throws<DataException>(() => Sketches.Create(0, int.MaxValue));
    }

    [Fact]
    public void Create_LinearClassifier_LearnsSomeButStaysBelow88Percent()
    {
        (ImageDataset train, ImageDataset test) = Sketches.Create(12000, 2000, seed: 1);
        double accuracy = SoftmaxRegression.Accuracy(train, test, epochs: 6);
        Assert.InRange(accuracy, 0.60, 0.88);
    }
}
