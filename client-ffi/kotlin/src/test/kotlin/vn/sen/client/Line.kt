package vn.sen.client

import java.io.Closeable
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicLong
import kotlin.concurrent.thread

/** A line between phones and a server, on loopback: it can be down, silent, or cut in the middle of an answer. */
class Line(private val server: Pair<InetAddress, Int>) : Closeable {
    private val door = ServerSocket(0, 50, InetAddress.getByAddress(byteArrayOf(127, 0, 0, 1)))
    private val open: MutableSet<Socket> = ConcurrentHashMap.newKeySet()
    private val cutAt = AtomicLong(Long.MAX_VALUE)
    private val down = AtomicLong()
    @Volatile private var silence: Silence? = null

    val port: Int get() = door.localPort

    /** Whether new connections get through; those that are open end when it goes down. */
    @Volatile var isUp: Boolean = true
        set(up) {
            field = up
            if (!up) hangUp()
        }

    init {
        thread(isDaemon = true) {
            while (!door.isClosed) {
                val client = runCatching { door.accept() }.getOrNull() ?: break
                if (isUp) thread(isDaemon = true) { connect(client) } else client.close()
            }
        }
    }

    /** Cuts every connection once so many more bytes have come down. */
    fun cutAfter(bytes: Long) = cutAt.set(down.get() + bytes)

    fun mend() = cutAt.set(Long.MAX_VALUE)

    /** Holds back every answer from now on; gives what opens when the first one is held back. */
    fun fallSilent(): CountDownLatch = Silence().also { silence = it }.heard

    /** Ends the silence, and with it every connection on which something was held back. */
    fun speak() {
        silence?.over?.countDown()
        silence = null
    }

    override fun close() {
        door.close()
        speak()
        hangUp()
    }

    private fun hangUp() = open.forEach { it.close() }

    private fun connect(client: Socket) {
        val far = runCatching { Socket(server.first, server.second) }.getOrNull() ?: return client.close()
        open += client
        open += far
        thread(isDaemon = true) { pump(client, far) { read -> read } }
        pump(far, client) { read ->
            val silent = silence?.also { it.heard.countDown() }
            silent?.over?.await()
            if (silent != null) 0 else (cutAt.get() - down.getAndAdd(read.toLong())).coerceIn(0, read.toLong()).toInt()
        }
    }

    /** Copies until either side ends or [passes] lets fewer bytes through than came. */
    private fun pump(from: Socket, to: Socket, passes: (Int) -> Int) {
        val buffer = ByteArray(4096)
        // Either side may be gone at any moment; both are gone after it.
        runCatching {
            while (true) {
                val read = from.getInputStream().read(buffer)
                if (read < 0) break
                val passing = passes(read)
                to.getOutputStream().write(buffer, 0, passing)
                if (passing < read) break
            }
        }
        open -= setOf(from, to)
        from.close()
        to.close()
    }

    private class Silence {
        val heard = CountDownLatch(1)
        val over = CountDownLatch(1)
    }
}
