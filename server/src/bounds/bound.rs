//! The bounds on load by name, as the metrics, the log and the refused client are given them.

/// Something there is only so much of. Each has a place in the metrics under its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Bound {
    /// Connections open at once, none of them idle.
    Connections,
    /// Connections open at once: an idle one made place.
    Evicted,
    /// Time for the handshake.
    Handshake,
    /// Time for a head.
    Head,
    /// Size of a head.
    HeadSize,
    /// Time without a request.
    Idle,
    /// Pace of an answer being read.
    Answer,
    /// Pace of a body.
    Body,
    /// Size of a body.
    BodySize,
    /// Things in a frame.
    Items,
    /// Time for the server's own work.
    Work,
    /// Requests on one connection.
    ConnectionRequests,
    /// Memory for bodies.
    Bodies,
    /// Requests of one device at once.
    DeviceInFlight,
    /// Requests of one device.
    DeviceRequests,
    /// Bytes of one device.
    DeviceBytes,
    /// Envelopes of one device.
    DeviceEnvelopes,
    /// Attempts to enrol.
    Enrolments,
    /// Attempts to sign in.
    SignIns,
    /// Questions of strangers.
    Strangers,
    /// Passwords being checked.
    Passwords,
    /// What one device may have set aside for the ward.
    Held,
}

impl Bound {
    /// The code it has in the metrics.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Connections => "connections",
            Self::Evicted => "evicted",
            Self::Handshake => "handshake",
            Self::Head => "head",
            Self::HeadSize => "head_size",
            Self::Idle => "idle",
            Self::Answer => "answer_pace",
            Self::Body => "body_pace",
            Self::BodySize => "body_size",
            Self::Items => "items",
            Self::Work => "work",
            Self::ConnectionRequests => "connection_requests",
            Self::Bodies => "bodies",
            Self::DeviceInFlight => "device_in_flight",
            Self::DeviceRequests => "device_requests",
            Self::DeviceBytes => "device_bytes",
            Self::DeviceEnvelopes => "device_envelopes",
            Self::Enrolments => "enrolments",
            Self::SignIns => "sign_ins",
            Self::Strangers => "strangers",
            Self::Passwords => "passwords",
            Self::Held => "held",
        }
    }

    /// Whether it is the server that is full, rather than the asker who asks too much.
    #[must_use]
    pub const fn is_servers(self) -> bool {
        matches!(self, Self::Connections | Self::Bodies | Self::Work | Self::Passwords)
    }

    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Connections | Self::Bodies | Self::Work | Self::Passwords => "the server is busy",
            Self::DeviceInFlight => "this device has other requests open",
            Self::DeviceRequests => "this device asks too often",
            Self::DeviceBytes | Self::DeviceEnvelopes => "this device has used up its quota for today",
            Self::Enrolments => "too many attempts to enrol",
            Self::SignIns => "too many attempts to sign in",
            Self::Strangers => "too many requests from nobody known",
            _ => "a bound of the server was reached",
        }
    }
}
