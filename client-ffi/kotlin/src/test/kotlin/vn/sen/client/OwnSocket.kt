package vn.sen.client

import java.net.Socket
import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import java.security.MessageDigest
import java.security.cert.CertificateException
import java.security.cert.X509Certificate
import javax.net.ssl.SSLContext
import javax.net.ssl.SSLEngine
import javax.net.ssl.X509ExtendedTrustManager

/** An app's own HTTPS client, which trusts exactly one public key. */
class OwnSocket(private val url: String, pin: String) {
    private val client: HttpClient = HttpClient.newBuilder()
        .sslContext(SSLContext.getInstance("TLS").apply { init(null, arrayOf(Pinned(pin)), null) })
        .version(HttpClient.Version.HTTP_1_1)
        .build()

    fun post(body: ByteArray, headers: List<Header>): ByteArray {
        val request = HttpRequest.newBuilder(URI("$url/v1/sync")).POST(HttpRequest.BodyPublishers.ofByteArray(body))
        headers.forEach { request.header(it.name, it.value) }
        val answer = client.send(request.build(), BodyHandlers.ofByteArray())
        check(answer.statusCode() == 200) { "the server answered ${answer.statusCode()}" }
        return answer.body()
    }

    private class Pinned(private val pin: String) : X509ExtendedTrustManager() {
        private fun check(chain: Array<X509Certificate>) {
            val found = MessageDigest.getInstance("SHA-256").digest(chain[0].publicKey.encoded)
            if (found.joinToString("") { "%02x".format(it) } != pin) throw CertificateException("another server's key")
        }

        override fun checkServerTrusted(chain: Array<X509Certificate>, type: String, engine: SSLEngine) = check(chain)
        override fun checkServerTrusted(chain: Array<X509Certificate>, type: String, socket: Socket) = check(chain)
        override fun checkServerTrusted(chain: Array<X509Certificate>, type: String) = check(chain)
        override fun checkClientTrusted(chain: Array<X509Certificate>, type: String, engine: SSLEngine) = refuse()
        override fun checkClientTrusted(chain: Array<X509Certificate>, type: String, socket: Socket) = refuse()
        override fun checkClientTrusted(chain: Array<X509Certificate>, type: String) = refuse()
        override fun getAcceptedIssuers(): Array<X509Certificate> = emptyArray()

        private fun refuse(): Unit = throw CertificateException("no clients are expected here")
    }
}
