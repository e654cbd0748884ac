package vn.sen.client

import kotlin.coroutines.CoroutineContext
import kotlin.time.Duration.Companion.milliseconds
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.NonCancellable
import kotlinx.coroutines.async
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.StateFlow
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.distinctUntilChanged
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.sync.Mutex
import kotlinx.coroutines.withContext
import kotlinx.coroutines.withTimeoutOrNull

/** The id of a meeting's record. */
@JvmInline
value class MeetingId(val text: String)

/** The id of a member's record. */
@JvmInline
value class MemberId(val text: String)

/** What is the matter and what the person can do, in Vietnamese. */
val SenException.words: String get() = errorWords(this)

/**
 * One vault on this phone, for coroutines.
 *
 * Reading and editing go through [ask] and [watch]; whatever waits for the network or for a key has a function of its
 * own here. Everything may be called from any thread, and nothing here runs on the thread that calls it.
 * Positions in texts are those of Kotlin's `String`.
 */
class Vault private constructor(private val sen: Sen, private val io: CoroutineContext) : AutoCloseable {
    private val ear = Ear(sen)
    private val line = Mutex()

    init {
        sen.setListener(ear)
    }

    /** The standing with the server as a whole; it keeps its last value when the vault is closed. */
    val health: StateFlow<Health> get() = ear.health

    /** How far the running [sync] has come, and nothing while none runs. */
    val progress: StateFlow<SyncStep?> get() = ear.progress

    /**
     * The records whose content or safety changed, from now on.
     *
     * What changes while the collector is busy is given together, each record once, so nothing is lost and nobody
     * waits. The flow ends when the vault is closed. A screen reads what it shows anew; [watch] does both.
     */
    val changes: Flow<List<RecordChange>> = flow { ear.hear { news -> for (ring in news.bell) emit(news.take()) } }

    /**
     * Reads or edits: runs a few quick calls away from the thread that asks, as in `vault.ask { meeting(id) }`.
     *
     * A sync that runs meanwhile delays no call by more than one of its steps. The calls are not torn off in the
     * middle: when the coroutine is cancelled, an edit has happened or was never begun. For `sync`, `enrol` and `rekey`
     * use the functions of this class, which can be cancelled or must not be.
     *
     * @throws SenException which says what the person can do.
     */
    suspend fun <T> ask(calls: Sen.() -> T): T = withContext(io) { sen.calls() }

    /**
     * What [read] gives now, and again after each change of a record that [concerns] lets through, if it differs.
     *
     * The flow ends when the vault is closed and fails with what [read] throws, for example when a record was removed.
     */
    fun <T> watch(concerns: (RecordChange) -> Boolean = { true }, read: Sen.() -> T): Flow<T> = flow {
        // Heard before it is read: a change in between is read once too often and never missed.
        ear.hear { news ->
            emit(sen.read())
            for (ring in news.bell) if (news.take().any(concerns)) emit(sen.read())
        }
    }.catch { error -> if (error !is SenException.Closed) throw error }.distinctUntilChanged().flowOn(io)

    /** One meeting, now and whenever it changes. */
    fun watch(meeting: MeetingId): Flow<Meeting> = watch({ it.id == meeting.text }) { meeting(meeting.text) }

    /** One member, now and whenever they change. */
    fun watch(member: MemberId): Flow<Record> = watch({ it.id == member.text }) { record(member.text) }

    /**
     * Syncs until there is nothing more to bring or fetch; [progress] tells how far it has come.
     *
     * Cancelling the coroutine stops it within a moment, and what has come until then is kept.
     *
     * @throws SenException.Retry while offline, or while another sync or enrolment runs.
     * @throws SenException.Enrol before enrolment, or when the server no longer knows this device.
     */
    suspend fun sync(): Synced = online { sync() }

    /**
     * Enrols this device with a scanned code; [label] is what the person calls the phone.
     *
     * Cancelling the coroutine stops it within a moment, and the same code may be tried again.
     *
     * @throws SenException.FixInput for a bad code or label.
     */
    suspend fun enrol(code: String, label: String): Unit = online { enrol(code, label) }

    /**
     * Enrols a device that is enrolled already once more, as whomever the code names. Ask the person first.
     *
     * @throws SenException.HandInFirst while anything is unsent, unless the ward turns this device away.
     */
    suspend fun enrolAnew(code: String, label: String): Unit = online { enrolAnew(code, label) }

    /**
     * Encrypts the vault with another key of 32 bytes.
     *
     * It is not cancelled half-way: whoever calls it always learns which key fits. Keep both keys until it returns.
     *
     * @throws SenException when it failed; the old key then still fits.
     */
    suspend fun rekey(key: ByteArray): Unit = whole(io) { sen.rekey(key) }

    /** Sits down at a meeting's minutes. */
    suspend fun editMinutes(meeting: MeetingId): FieldSession = field(meeting.text) { editMinutes(meeting.text) }

    /** Sits down at something that was said at a meeting; [entry] is the lasting name of a [Saying]. */
    suspend fun editSaying(meeting: MeetingId, entry: String): FieldSession =
        field(meeting.text) { editSaying(meeting.text, entry) }

    /** Sits down at a running text of any record: a part, or `list/entry/field`. */
    suspend fun editText(record: String, place: String): FieldSession = field(record) { text(record, place) }

    /**
     * Stops a running sync, closes the vault's file and ends every flow of this vault; later calls throw
     * [SenException.Closed]. Closing twice is no error.
     */
    override fun close() {
        sen.closeVault()
        sen.setListener(null)
        ear.end()
    }

    private suspend fun field(record: String, begin: Sen.() -> TextSession): FieldSession {
        val session = ask(begin)
        return FieldSession(session, watch({ it.id == record }) { session.isBehind() }, io)
    }

    internal suspend fun <T> online(call: Sen.() -> T): T {
        // One at a time, so that who is cancelled never stops the sync of somebody else.
        if (!line.tryLock()) throw SenException.Retry("a sync is already running")
        try {
            return coroutineScope {
                // A failure is carried as a value: thrown in a cancelled scope, it would stand for the cancellation.
                val running = async(io) { runCatching { sen.call() } }
                try {
                    running.await().getOrThrow()
                } catch (cancelled: CancellationException) {
                    withContext(NonCancellable) {
                        // It may not have begun when it is told for the first time, and then heard nothing.
                        do sen.cancelSync() while (withTimeoutOrNull(TELL_AGAIN) { running.join() } == null)
                    }
                    throw cancelled
                }
            }
        } finally {
            whole(io) { ear.rest() }
            line.unlock()
        }
    }

    companion object {
        private val TELL_AGAIN = 20.milliseconds

        /**
         * Creates a vault under 32 bytes from the phone's keystore.
         *
         * It returns the vault even to a coroutine that was cancelled meanwhile, so that it can be closed.
         *
         * @throws SenException.FixInput where there is a file already, [SenException.StorageFull] without room.
         */
        suspend fun create(path: String, key: ByteArray): Vault = begin { Sen.create(path, key, TextUnit.UTF16) }

        /**
         * Opens a vault; it is closed by whoever opened it, and is open once at a time.
         *
         * It returns the vault even to a coroutine that was cancelled meanwhile, so that it can be closed.
         *
         * @throws SenException.WrongKey, [SenException.Damaged], or [SenException.UpdateApp] for a newer vault.
         */
        suspend fun open(path: String, key: ByteArray): Vault = begin { Sen.open(path, key, TextUnit.UTF16) }

        internal suspend fun begin(make: () -> Sen): Vault = whole(Dispatchers.IO) { Vault(make(), Dispatchers.IO) }
    }
}

/** Runs something whose outcome must be heard, whether or not the coroutine is cancelled meanwhile. */
internal suspend fun <T> whole(io: CoroutineContext, act: () -> T): T =
    withContext(NonCancellable) { withContext(io) { act() } }
