package vn.sen.client

import java.util.concurrent.CopyOnWriteArraySet
import kotlinx.coroutines.channels.Channel
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.asStateFlow

/**
 * The one listener of a vault, fanned out to flows.
 *
 * The library calls it on the thread that made a change, so nothing here waits for a collector. Calls of two threads
 * may cross; therefore a call only says that there is something new, and what is new is read.
 */
internal class Ear(private val sen: Sen) : Listener {
    private val collectors = CopyOnWriteArraySet<News>()
    private val step = MutableStateFlow<SyncStep?>(null)
    private val standing = MutableStateFlow(sen.health())
    @Volatile private var ended = false

    val health: StateFlow<Health> = standing.asStateFlow()
    val progress: StateFlow<SyncStep?> = step.asStateFlow()

    override fun recordsChanged(changes: List<RecordChange>) = collectors.forEach { it.add(changes) }

    override fun healthChanged(health: Health) = lookAgain()

    override fun syncProgressed(step: SyncStep) {
        this.step.value = step
    }

    /** No sync runs any more; it has changed the time of contact, of which no record tells. */
    fun rest() {
        step.value = null
        try {
            lookAgain()
        } catch (_: SenException) {
            // A vault that was closed or cannot be read says so to whoever asks next.
        }
    }

    private fun lookAgain() {
        // Read and shown under one lock: of two calls that cross, the later one shows what is true after both.
        synchronized(standing) { standing.value = sen.health() }
    }

    /** Lets [collect] hear what changes until it returns or the vault is closed. */
    suspend fun hear(collect: suspend (News) -> Unit) {
        val news = News()
        collectors += news
        // Either it is closed here, or `end` sees it among the collectors.
        if (ended) news.bell.close()
        try {
            collect(news)
        } finally {
            collectors -= news
        }
    }

    fun end() {
        ended = true
        collectors.forEach { it.bell.close() }
    }
}

/** What one collector has not heard yet; never more than one change of each record. */
internal class News {
    private val waiting = LinkedHashMap<String, RecordChange>()

    /** Rings once for any number of changes. */
    val bell = Channel<Unit>(Channel.CONFLATED)

    fun add(changes: List<RecordChange>) {
        synchronized(waiting) { changes.associateByTo(waiting) { it.id } }
        bell.trySend(Unit)
    }

    fun take(): List<RecordChange> = synchronized(waiting) { waiting.values.toList().also { waiting.clear() } }
}
