package vn.sen.client

import java.nio.file.Path
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.launch
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.io.TempDir

class VaultTest {
    @TempDir
    lateinit var folder: Path

    private val path get() = folder.resolve("sổ.sen").toString()

    private suspend fun Vault.begin(date: String = EVENING) =
        MeetingId(ask { openMeeting(REGULAR, date, org = CELL) }.id)

    @Test
    fun `a wrong key opens nothing and changes nothing`() = story {
        val meeting = Vault.create(path, KEY).use { it.begin().also { id -> it.note(id, "Khai mạc.") } }
        refused<SenException.WrongKey> { Vault.open(path, OTHER_KEY) }
        assertEquals("key", refused<SenException.FixInput> { Vault.open(path, ByteArray(31)) }.field)
        assertEquals("path", refused<SenException.FixInput> { Vault.create(path, KEY) }.field)
        assertEquals("path", refused<SenException.FixInput> { Vault.open("$path.khác", KEY) }.field)
        Vault.open(path, KEY).use { assertEquals("Khai mạc.", it.minutes(meeting)) }
    }

    @Test
    fun `a closed vault says so, ends its flows, and opens again with every word`() = story {
        val vault = Vault.create(path, KEY)
        val meeting = vault.begin()
        val field = vault.editMinutes(meeting)
        field.splice(0, 0, "Chưa xong")
        val flows = listOf(
            launch(start = CoroutineStart.UNDISPATCHED) { vault.changes.toList() },
            launch { vault.watch(meeting).toList() },
            launch { field.behind.toList() },
        )
        vault.watch(meeting).first()
        vault.close()
        vault.close()
        flows.forEach { it.join() }
        assertTrue(vault.changes.toList().isEmpty() && vault.watch(meeting).toList().isEmpty())
        refused<SenException.Closed> { vault.minutes(meeting) }
        refused<SenException.Closed> { vault.sync() }
        refused<SenException.Closed> { field.splice(0, 0, "x") }
        Vault.open(path, KEY).use { assertEquals("Chưa xong", it.minutes(meeting)) }
    }

    @Test
    fun `after a rekey only the new key fits, and a cancelled caller still learns of it`() = story {
        Vault.create(path, KEY).use { vault ->
            val heard = CompletableDeferred<Unit>()
            val rekeying = launch(start = CoroutineStart.UNDISPATCHED) {
                vault.rekey(OTHER_KEY)
                heard.complete(Unit)
            }
            rekeying.cancelAndJoin()
            assertTrue(heard.isCompleted)
        }
        refused<SenException.WrongKey> { Vault.open(path, KEY) }
        Vault.open(path, OTHER_KEY).close()
    }

    @Test
    fun `a vault opened for a coroutine that was cancelled can be closed`() = story {
        Vault.create(path, KEY).close()
        val opening = launch(start = CoroutineStart.UNDISPATCHED) { Vault.open(path, KEY).use { it.health.value } }
        opening.cancelAndJoin()
        Vault.open(path, KEY).close()
    }

    @Test
    fun `what changes while a collector is busy is told together and nothing is lost`() = story {
        Vault.create(path, KEY).use { vault ->
            val (busy, free) = CompletableDeferred<Unit>() to CompletableDeferred<Unit>()
            val told = mutableListOf<Set<String>>()
            val collecting = launch(start = CoroutineStart.UNDISPATCHED) {
                vault.changes.collect { news ->
                    told += news.map { it.id }.toSet()
                    busy.complete(Unit)
                    free.await()
                }
            }
            val first = vault.begin("2026-11-01")
            busy.await()
            val rest = (2..9).map { vault.begin("2026-11-0$it") }
            rest.forEach { vault.note(it, "Khai mạc.") }
            free.complete(Unit)
            vault.close()
            collecting.join()
            assertEquals(setOf(first.text), told.first())
            assertEquals(rest.map { it.text }.toSet(), told.drop(1).flatten().toSet())
            assertTrue(told.size <= 3, "$told")
        }
    }

    @Test
    fun `health follows what is written, and every collector of one listener hears the same`() = story {
        Vault.create(path, KEY).use { vault ->
            val waiting = List(3) { async { vault.health.first { it.unsent == 2u } } }
            val screens = List(3) { day -> async { vault.watch { records(RecordFilter()) }.first { it.size > day } } }
            vault.begin("2026-11-01")
            vault.begin("2026-11-02")
            vault.begin("2026-11-03").let { vault.note(it, "Ba.") }
            assertEquals(3u, vault.health.first { it.unsent == 3u }.unsent)
            screens.forEach { it.await() }
            waiting.forEach { it.cancel() }
        }
    }

    private companion object {
        val KEY = ByteArray(32) { 7 }
        val OTHER_KEY = ByteArray(32) { 8 }

        /** An organisation as a phone that is not enrolled may name it. */
        const val CELL = "2PKsDgDWMkYzsWJwAFx7wRqYHJWs"
    }
}
