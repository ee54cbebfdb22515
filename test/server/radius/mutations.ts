/** Numbers from 0 up to, not including, `below`; the same ones for the same seed. */
export type Random = (below: number) => number

/** mulberry32: small, and good enough to hit every branch. */
export function createRandom(seed: number): Random {
  let state = seed | 0
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

type Mutation = (bytes: Buffer, random: Random) => Buffer

const mutations: readonly Mutation[] = [
  flipBit,
  setByte,
  truncate,
  append,
  remove,
  repeat,
  insert,
  changeAnAttributeLength,
  changeLength,
  noise,
]

/** A packet after one to four mutations; about half of the time its Length is made right again. */
export function mutate(packet: Buffer, random: Random): Buffer {
  let bytes = Buffer.from(packet)
  for (let left = 1 + random(4); left > 0; left--) {
    const mutation = mutations[random(mutations.length)] ?? flipBit
    bytes = Buffer.from(mutation(bytes, random))
  }
  if (bytes.length >= 4 && bytes.length <= 0xffff && random(2) === 0) bytes.writeUInt16BE(bytes.length, 2)
  return bytes
}

function flipBit(bytes: Buffer, random: Random): Buffer {
  const at = random(bytes.length)
  if (bytes.length > 0) bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << random(8)), at)
  return bytes
}

function setByte(bytes: Buffer, random: Random): Buffer {
  const interesting = [0, 1, 2, 3, 18, 80, 254, 255]
  if (bytes.length > 0) bytes.writeUInt8(interesting[random(interesting.length)] ?? 0, random(bytes.length))
  return bytes
}

function truncate(bytes: Buffer, random: Random): Buffer {
  return bytes.subarray(0, random(bytes.length + 1))
}

function append(bytes: Buffer, random: Random): Buffer {
  return Buffer.concat([bytes, randomBytes(random(64), random)])
}

function remove(bytes: Buffer, random: Random): Buffer {
  const start = random(bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + random(20))])
}

function repeat(bytes: Buffer, random: Random): Buffer {
  const start = random(bytes.length + 1)
  const part = bytes.subarray(start, start + random(40))
  return Buffer.concat([
    bytes.subarray(0, start),
    ...Array.from({ length: 1 + random(40) }, () => part),
    bytes.subarray(start),
  ])
}

function insert(bytes: Buffer, random: Random): Buffer {
  const at = random(bytes.length + 1)
  return Buffer.concat([bytes.subarray(0, at), randomBytes(random(20), random), bytes.subarray(at)])
}

function changeAnAttributeLength(bytes: Buffer, random: Random): Buffer {
  const starts: number[] = []
  for (let at = 20; at + 1 < bytes.length; at += Math.max(2, bytes.readUInt8(at + 1))) starts.push(at)
  const at = starts[random(starts.length)]
  if (at !== undefined) bytes.writeUInt8(random(256), at + 1)
  return bytes
}

function changeLength(bytes: Buffer, random: Random): Buffer {
  if (bytes.length >= 4) bytes.writeUInt16BE(random(2) === 0 ? random(0x1_0000) : random(bytes.length + 2), 2)
  return bytes
}

function noise(_bytes: Buffer, random: Random): Buffer {
  return randomBytes(random(200), random)
}

function randomBytes(length: number, random: Random): Buffer {
  return Buffer.from(Array.from({ length }, () => random(256)))
}
