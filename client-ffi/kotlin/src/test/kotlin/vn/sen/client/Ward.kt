package vn.sen.client

import java.io.Closeable
import java.net.InetAddress
import java.net.ServerSocket
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.atomic.AtomicInteger
import kotlin.io.path.createTempDirectory
import kotlin.io.path.deleteRecursively
import kotlin.io.path.div
import kotlin.io.path.writeText
import kotlin.concurrent.thread

/** A sample ward of invented people behind a real `sen serve`, with a [Line] between it and the phones. */
class Ward private constructor(private val data: Path, private val server: Process, val line: Line) : Closeable {
    private lateinit var codes: Map<Pair<String, String>, String>
    private val phones = mutableListOf<Vault>()

    /** The enrolment code of the person with that role in the cell; each is good for one device. */
    fun code(role: String, cell: String = CELL): String = codes.getValue(cell to role)

    /** An enrolled phone that has fetched what there is. */
    suspend fun phone(role: String, cell: String = CELL): Vault {
        val phone = Vault.create(path("$role-$cell"), KEY).also(phones::add)
        phone.enrol(code(role, cell), "máy thử")
        phone.sync()
        return phone
    }

    /** Closes a phone and opens it again. */
    suspend fun reopen(phone: Vault, role: String, key: ByteArray = KEY): Vault {
        phone.close()
        return Vault.open(path("$role-$CELL"), key).also(phones::add)
    }

    /** What somebody carried here by hand: the ward takes it in and answers. */
    fun takesIn(package_: ByteArray): ByteArray {
        val (brought, answer) = Path.of(path("brought")) to Path.of(path("answer"))
        Files.write(brought, package_)
        val taking = sen(data, listOf("package", "in", "$brought", "--answer", "$answer"))
        val said = taking.inputReader().readText()
        check(taking.waitFor() == 0) { "sen package in failed: $said" }
        return Files.readAllBytes(answer)
    }

    fun path(name: String): String = (data / "$name.sen").toString()

    @OptIn(kotlin.io.path.ExperimentalPathApi::class)
    override fun close() {
        phones.forEach(Vault::close)
        line.close()
        server.destroy()
        server.waitFor()
        data.deleteRecursively()
    }

    companion object {
        const val CELL = "Chi bộ khóm Mỹ Phước"
        const val OTHER_CELL = "Chi bộ khóm Tân Hưng"
        val KEY = ByteArray(32) { it.toByte() }

        private val taken = AtomicInteger()

        fun serving(): Ward {
            val data = createTempDirectory("sen-kotlin")
            val address = ownAddress()
            val line = Line(address)
            (data / "sen.toml").writeText("public_url = \"https://127.0.0.1:${line.port}\"\n")
            val listen = listOf("--listen", "${address.first.hostAddress}:${address.second}")
            val examples = listOf("--examples", System.getProperty("sen.examples"))
            val demo = sen(data, listOf("demo", "--prepare-only") + examples + listen)
            val said = demo.inputReader().readText()
            check(demo.waitFor() == 0) { "sen demo failed: $said" }
            return Ward(data, serve(data, listen), line).apply { codes = codesIn(said) }
        }

        private fun serve(data: Path, listen: List<String>): Process {
            val server = sen(data, listOf("serve") + listen)
            val said = server.inputReader()
            val before = StringBuilder()
            while (true) {
                val line = checkNotNull(said.readLine()) { "sen serve ended: $before" }
                if ("\"serving\"" in line) break
                before.appendLine(line)
            }
            // Whatever it says later is read, so that it never waits for a reader.
            thread(isDaemon = true) { runCatching { said.forEachLine {} } }
            return server
        }

        private fun sen(data: Path, arguments: List<String>): Process {
            val program = Path.of(System.getProperty("sen.build"), "sen").toString()
            val builder = ProcessBuilder(listOf(program, "--data", data.toString()) + arguments)
            builder.environment()["RUST_LOG"] = "info"
            val process = builder.redirectErrorStream(true).start()
            // Tests that are stopped from outside leave no server behind.
            Runtime.getRuntime().addShutdownHook(Thread { process.destroy() })
            return process
        }

        /** An address of this test's own on the loopback network: nobody else takes its ports. */
        private fun ownAddress(): Pair<InetAddress, Int> {
            val id = ProcessHandle.current().pid()
            val own = listOf(127, (id shr 8 and 0x7F or 0x80).toInt(), (id and 0xFF).toInt(), taken.incrementAndGet())
            val ip = InetAddress.getByAddress(ByteArray(4) { own[it].toByte() })
            return ip to ServerSocket(0, 1, ip).use { it.localPort }
        }

        private fun codesIn(said: String): Map<Pair<String, String>, String> {
            val codes = mutableMapOf<Pair<String, String>, String>()
            var cell = ""
            var role = ""
            for (line in said.lines()) {
                val words = line.trim()
                when {
                    words.startsWith("Chi bộ") -> cell = words
                    "SEN1-" in words -> codes[cell to role] = words.substringAfterLast('#')
                    line.startsWith("    ") -> role = words.substringBefore(' ')
                }
            }
            return codes
        }
    }
}
