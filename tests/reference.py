"""The pipeline's own database layer, after its published description: models, repositories and query patterns.

Where the description does not run (an attribute named `metadata`), the attribute is renamed and the column kept.
"""

from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy import Boolean, DateTime, Float, ForeignKey, Index, String, Text, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload
from sqlalchemy.pool import NullPool


def utcnow():
    return datetime.now(UTC).replace(tzinfo=None)


class Base(DeclarativeBase):
    pass


class Source(Base):
    __tablename__ = "sources"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    url: Mapped[str] = mapped_column(String(2048), nullable=False)
    normalized_url: Mapped[str] = mapped_column(String(2048), nullable=False, unique=True)
    domain: Mapped[str] = mapped_column(String(255), nullable=False, index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utcnow)
    updated_at: Mapped[datetime] = mapped_column(DateTime, default=utcnow, onupdate=utcnow)

    documents: Mapped[list["Document"]] = relationship(back_populates="source", cascade="all, delete-orphan")
    decisions: Mapped[list["ComplianceDecision"]] = relationship(back_populates="source", cascade="all, delete-orphan")

    __table_args__ = (Index("ix_sources_domain_created", "domain", "created_at"),)


class Document(Base):
    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"), nullable=False, index=True)
    document_type: Mapped[str] = mapped_column(String(20), nullable=False)
    raw_content: Mapped[str] = mapped_column(Text, nullable=False)
    extracted_text: Mapped[str] = mapped_column(Text)
    content_hash: Mapped[str] = mapped_column(String(64), nullable=False)
    language: Mapped[str | None] = mapped_column(String(10))
    fetch_metadata: Mapped[dict] = mapped_column("metadata", JSONB, default=dict)
    version: Mapped[int] = mapped_column(default=1)
    fetched_at: Mapped[datetime] = mapped_column(DateTime, default=utcnow)

    source: Mapped["Source"] = relationship(back_populates="documents")

    __table_args__ = (Index("ix_documents_source_type", "source_id", "document_type"),)


class ComplianceDecision(Base):
    __tablename__ = "compliance_decisions"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"), nullable=False, index=True)
    status: Mapped[str] = mapped_column(String(20), nullable=False)
    compliance_channel: Mapped[str | None] = mapped_column(String(50))
    constraints: Mapped[list] = mapped_column(JSONB, default=list)
    confidence: Mapped[float] = mapped_column(Float, nullable=False)
    review_flag: Mapped[bool] = mapped_column(Boolean, default=False)
    signals: Mapped[dict] = mapped_column(JSONB, default=dict)
    version_info: Mapped[dict] = mapped_column(JSONB, default=dict)
    created_at: Mapped[datetime] = mapped_column(DateTime, default=utcnow)

    source: Mapped["Source"] = relationship(back_populates="decisions")


class SourceRepository:
    def __init__(self, session):
        self.session = session

    async def get_by_id(self, source_id):
        return (await self.session.execute(select(Source).where(Source.id == source_id))).scalar_one_or_none()

    async def get_by_url(self, normalized_url):
        query = select(Source).where(Source.normalized_url == normalized_url)
        return (await self.session.execute(query)).scalar_one_or_none()

    async def create(self, source):
        self.session.add(source)
        await self.session.flush()
        return source

    async def list_by_domain(self, domain, limit=100, offset=0):
        query = select(Source).where(Source.domain == domain).order_by(Source.created_at.desc())
        return list((await self.session.execute(query.limit(limit).offset(offset))).scalars().all())


class DecisionRepository:
    def __init__(self, session):
        self.session = session

    async def get_latest(self, source_id):
        query = (
            select(ComplianceDecision)
            .where(ComplianceDecision.source_id == source_id)
            .order_by(ComplianceDecision.created_at.desc())
            .limit(1)
        )
        return (await self.session.execute(query)).scalar_one_or_none()

    async def create(self, decision):
        self.session.add(decision)
        await self.session.flush()
        return decision


async def get_source_with_documents(session, source_id):
    query = select(Source).options(selectinload(Source.documents)).where(Source.id == source_id)
    return (await session.execute(query)).scalar_one_or_none()


async def count_by_status(session):
    query = select(ComplianceDecision.status, func.count(ComplianceDecision.id)).group_by(ComplianceDecision.status)
    return dict((await session.execute(query)).all())


async def bulk_create_documents(session, documents):
    session.add_all(documents)
    await session.flush()


@asynccontextmanager
async def engine_on(database_url):
    """An asyncpg engine on a `postgresql://` URL, disposed of afterwards."""
    engine = create_async_engine(database_url.replace("postgresql://", "postgresql+asyncpg://", 1), poolclass=NullPool)
    try:
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def session_on(database_url):
    """A session as the pipeline's `get_session`: committed at the end, rolled back on an error."""
    async with engine_on(database_url) as engine:
        session = async_sessionmaker(engine, expire_on_commit=False, autoflush=False)()
        try:
            yield session
            await session.commit()
        except Exception:
            await session.rollback()
            raise
        finally:
            await session.close()


async def create_all(database_url):
    async with engine_on(database_url) as engine, engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
