'use strict';
// Unpacks a raw deflate stream (RFC 1951): the browsers this page must open in have no
// synchronous way of their own. `size` is the number of bytes that come out.
function Inflate(input, size) {
  var out = new Uint8Array(size), end = 0, at = 0, held = 0, count = 0;
  var LENGTH = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
  var LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
  var BACK = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
  var BACK_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
  var ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

  function fail() { throw new Error('the data of this page is damaged'); }
  function bits(n) {
    while (count < n) {
      if (at >= input.length) fail();
      held |= input[at++] << count;
      count += 8;
    }
    var value = held & ((1 << n) - 1);
    held >>>= n;
    count -= n;
    return value;
  }

  // A code of Huffman's: how many codes of each length, and their symbols in order. `fast` tells
  // what the next bits mean where FAST of them suffice: symbol * 16 + length, 0 elsewhere.
  var FAST = 10;
  function code(lengths) {
    var counts = new Uint16Array(16), next = new Uint16Array(17), symbols = new Uint16Array(lengths.length), i;
    var fast = new Uint16Array(1 << FAST), first = new Uint16Array(17);
    for (i = 0; i < lengths.length; i++) counts[lengths[i]]++;
    counts[0] = 0;
    for (i = 1; i < 16; i++) {
      next[i + 1] = next[i] + counts[i];
      first[i + 1] = first[i] + counts[i] << 1;
    }
    for (i = 0; i < lengths.length; i++) {
      var n = lengths[i];
      if (!n) continue;
      symbols[next[n]++] = i;
      var own = first[n]++, turned = 0;
      if (n > FAST) continue;
      for (var b = 0; b < n; b++) turned |= (own >> b & 1) << n - 1 - b;
      for (; turned < 1 << FAST; turned += 1 << n) fast[turned] = i << 4 | n;
    }
    return { counts: counts, symbols: symbols, fast: fast };
  }
  function symbol(tree) {
    while (count < FAST && at < input.length) {
      held |= input[at++] << count;
      count += 8;
    }
    var known = tree.fast[held & (1 << FAST) - 1], n = known & 15;
    if (n && n <= count) {
      held >>>= n;
      count -= n;
      return known >> 4;
    }
    var value = 0, first = 0, index = 0;
    for (var length = 1; length < 16; length++) {
      if (!count) {
        if (at >= input.length) fail();
        held = input[at++];
        count = 8;
      }
      value |= held & 1;
      held >>>= 1;
      count--;
      n = tree.counts[length];
      if (value - n < first) return tree.symbols[index + value - first];
      index += n;
      first = (first + n) << 1;
      value <<= 1;
    }
    return fail();
  }

  function fixed() {
    var lengths = new Uint8Array(288);
    lengths.fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280, 288);
    return [code(lengths), code(new Uint8Array(30).fill(5))];
  }
  function dynamic() {
    var nLiteral = bits(5) + 257, nBack = bits(5) + 1, nOrder = bits(4) + 4;
    var lengths = new Uint8Array(nLiteral + nBack), ofLengths = new Uint8Array(19), i;
    for (i = 0; i < nOrder; i++) ofLengths[ORDER[i]] = bits(3);
    var tree = code(ofLengths);
    for (i = 0; i < lengths.length;) {
      var s = symbol(tree);
      if (s < 16) { lengths[i++] = s; continue; }
      var value = s === 16 ? lengths[i - 1] : 0;
      var times = s === 16 ? 3 + bits(2) : s === 17 ? 3 + bits(3) : 11 + bits(7);
      while (times--) lengths[i++] = value;
    }
    return [code(lengths.subarray(0, nLiteral)), code(lengths.subarray(nLiteral))];
  }
  function stored() {
    at -= count >> 3;  // whole bytes that were read ahead
    held = count = 0;
    var length = input[at] | input[at + 1] << 8;
    at += 4;
    out.set(input.subarray(at, at + length), end);
    at += length;
    end += length;
  }
  function compressed(trees) {
    for (;;) {
      var s = symbol(trees[0]);
      if (s === 256) return;
      if (s < 256) { out[end++] = s; continue; }
      var length = LENGTH[s - 257] + bits(LENGTH_BITS[s - 257]);
      var b = symbol(trees[1]), from = end - BACK[b] - bits(BACK_BITS[b]);
      if (from < 0) fail();
      while (length--) out[end++] = out[from++];
    }
  }

  for (var last = 0; !last;) {
    last = bits(1);
    var kind = bits(2);
    if (kind === 0) stored(); else if (kind === 1) compressed(fixed()); else if (kind === 2) compressed(dynamic()); else fail();
  }
  if (end !== size) fail();
  return out;
}
