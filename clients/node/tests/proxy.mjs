import net from 'node:net'

/** Starts a TCP proxy that breaks the first connection which sends more than a number of bytes. */
export async function breakingProxy(url, breakAfter) {
  const {hostname, port} = new URL(url)
  let broken = 0
  const server = net.createServer((client) => {
    const upstream = net.connect(Number(port), hostname)
    let sent = 0
    client.on('data', (data) => {
      sent += data.length
      if (sent > breakAfter && !broken) {
        broken++
        upstream.end()
        client.destroy()
      }
    })
    for (const [from, to] of [[client, upstream], [upstream, client]]) {
      from.pipe(to)
      from.on('error', () => to.destroy())
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    broken: () => broken,
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}
