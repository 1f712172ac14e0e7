// What another implementation says of a tree over the entries that come in as JSON: its roots and proofs.
// In: {"entries": [hex]}. Out: {"roots": [hex], "inclusion": {"place,size": [hex]}, "consistency": {"first,second": [hex]}}.
const { CoMETRE } = require("@transmute/rfc9162");

const tree = CoMETRE.RFC9162_SHA256;
const hex = (bytes) => Buffer.from(bytes).toString("hex");

async function main() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  const { entries } = JSON.parse(Buffer.concat(chunks).toString());
  const leaves = await Promise.all(entries.map((entry) => tree.leaf(new Uint8Array(Buffer.from(entry, "hex")))));
  const said = { roots: [], inclusion: {}, consistency: {} };
  for (let size = 1; size <= leaves.length; size++) {
    const first = leaves.slice(0, size);
    said.roots.push(hex(await tree.root(first)));
    for (let place = 0; place < size; place++) {
      const proof = await tree.inclusion_proof(place, first);
      said.inclusion[`${place},${size}`] = proof.inclusion_path.map(hex);
    }
    const last = await tree.inclusion_proof(size - 1, first);
    for (let second = size + 1; second <= leaves.length; second++) {
      const proof = await tree.consistency_proof(last, leaves.slice(0, second));
      said.consistency[`${size},${second}`] = proof.consistency_path.map(hex);
    }
  }
  process.stdout.write(JSON.stringify(said));
}

main();
