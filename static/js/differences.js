// Which words two texts do not share, for people to look at: each text as a list of [words, marked].
const MOST = 3000; // words; beyond that nothing is marked rather than the page held up

const parts = (text) => text.match(/\s+|\S+/g) ?? [];

const lengths = (a, b) => {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      rows[i][j] = a[i] === b[j] ? rows[i + 1][j + 1] + 1 : Math.max(rows[i + 1][j], rows[i][j + 1]);
  return rows;
};

const shared = (a, b) => {
  const rows = lengths(a, b);
  const [inA, inB] = [new Set(), new Set()];
  for (let i = 0, j = 0; i < a.length && j < b.length; )
    if (a[i] === b[j]) inA.add(i++), inB.add(j++);
    else rows[i + 1][j] >= rows[i][j + 1] ? i++ : j++;
  return [inA, inB];
};

const told = (words, kept) => {
  const runs = [];
  words.forEach((word, n) => {
    const marked = !kept.has(n) && word.trim() !== "";
    if (runs.at(-1)?.[1] === marked) runs.at(-1)[0] += word;
    else runs.push([word, marked]);
  });
  return runs;
};

export const differences = (one, other) => {
  const [a, b] = [parts(one), parts(other)];
  if (a.length > MOST || b.length > MOST) return [[[one, false]], [[other, false]]];
  const [inA, inB] = shared(a, b);
  return [told(a, inA), told(b, inB)];
};
